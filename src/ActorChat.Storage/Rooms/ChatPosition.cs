using System.Globalization;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Rooms;

/// <summary>A place in a user's list of rooms, which is sorted by both, the greater first.</summary>
/// <param name="ActiveAt">When the room was active last, in UTC milliseconds since 1970.</param>
/// <param name="Room">The room's number as text, compared by code points; empty for a place before all rooms of that moment.</param>
public readonly record struct ChatPosition(long ActiveAt, string Room)
{
    /// <summary>The beginning of the list.</summary>
    public static readonly ChatPosition Start = new(long.MaxValue, "");

    /// <summary>The place that a client's cursor stands for, the beginning for none; null when it is none of ours.</summary>
    internal static ChatPosition? Read(string? cursor)
    {
        if (string.IsNullOrEmpty(cursor))
        {
            return Start;
        }

        return Cursor.Read(cursor)?.Split(' ') is [var time, var room]
            && RoomNumber.TryParse(room, out _)
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var activeAt)
            ? new ChatPosition(activeAt, room)
            : null;
    }

    /// <summary>What a client brings back to go on behind this place.</summary>
    internal string ToCursor() => Cursor.From(string.Create(CultureInfo.InvariantCulture, $"{ActiveAt} {Room}"));
}
