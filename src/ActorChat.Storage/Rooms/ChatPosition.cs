using System.Globalization;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Rooms;

/// <summary>A place in a user's list of rooms, which is sorted by both, the greater first.</summary>
/// <param name="ActiveAt">When the room was last active, in UTC milliseconds since 1970.</param>
/// <param name="Room">The room's number as text, compared by code points; empty for a place before all rooms of that moment.</param>
public readonly record struct ChatPosition(long ActiveAt, string Room)
{
    /// <summary>The beginning of the list.</summary>
    public static readonly ChatPosition Start = new(long.MaxValue, "");

    /// <summary>The place of a client's cursor, or the beginning if there is none; null if the cursor is invalid.</summary>
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

    /// <summary>The cursor with which a client continues after this place.</summary>
    internal string ToCursor() => Cursor.From(string.Create(CultureInfo.InvariantCulture, $"{ActiveAt} {Room}"));
}
