using System.Text;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Host.Gateway;

/// <summary>The rules for the fields that several requests have.</summary>
internal static class FieldRules
{
    /// <summary>The largest number that every JSON reader holds exactly.</summary>
    public const long MaxNumber = (1L << 53) - 1;

    private const int RoomLength = 36;

    /// <summary>A message of a room: its number within the room.</summary>
    public static ChatError? ReadMessage(ref readonly RequestFields fields, out RoomNumber room, out long seq)
    {
        seq = 0;
        return ReadRoom(fields.Room, out room) ?? (fields.Seq.TryWhole(out seq) && seq is >= 1 and <= MaxNumber ? null : Refusals.Seq);
    }

    /// <summary>A room number is opaque to clients: a text that is not one is a room that does not exist.</summary>
    public static ChatError? ReadRoom(JsonField field, out RoomNumber room)
    {
        room = default;
        if (!field.IsText || field.EncodedLength == 0)
        {
            return Refusals.Room;
        }

        Span<char> text = stackalloc char[RoomLength];
        return field.PlainUtf8.Length == RoomLength
            && Encoding.UTF8.TryGetChars(field.PlainUtf8, text, out var length)
            && RoomNumber.TryParse(text[..length], out room)
                ? null
                : ChatError.RoomNotFound;
    }

    /// <summary>Whether a number is missing, or is a whole one within its bounds.</summary>
    public static bool IsOptionalNumber(JsonField field, long min, long max, ref long? number)
    {
        if (field.IsMissing)
        {
            return true;
        }

        var ok = field.TryWhole(out var value) && value >= min && value <= max;
        number = value;
        return ok;
    }
}
