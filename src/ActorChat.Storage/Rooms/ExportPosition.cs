using System.Globalization;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Rooms;

/// <summary>How far an export has come: rooms follow by their number, the messages of a room by theirs.</summary>
/// <param name="Room">The room.</param>
/// <param name="Seq">The last message of it that was exported; 0 if the room begins.</param>
public readonly record struct ExportPosition(RoomNumber Room, long Seq)
{
    /// <summary>Before everything.</summary>
    public static readonly ExportPosition Start;

    /// <summary>The place of a client's cursor, or the beginning if there is none; null if it is invalid or of another history of the data.</summary>
    /// <param name="cursor">The cursor.</param>
    /// <param name="epoch">The history of the data.</param>
    internal static ExportPosition? Read(string? cursor, string epoch)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return Start;
        }

        return Cursor.Read(cursor)?.Split(' ') is [var history, var number, var seq]
            && history == epoch
            && RoomNumber.TryParse(number, out var room)
            && long.TryParse(seq, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            ? new ExportPosition(room, last)
            : null;
    }

    internal string ToCursor(string epoch) => Cursor.From(string.Create(CultureInfo.InvariantCulture, $"{epoch} {Room} {Seq}"));
}
