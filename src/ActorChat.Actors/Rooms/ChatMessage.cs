using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>A stored message. It never changes, unless its author's data is erased. Whether it is read follows from the room's read markers.</summary>
/// <param name="Room">The room's public id.</param>
/// <param name="Id">Unique in the whole system, growing within a room; below 2^53, so that every JSON reader holds it exactly.</param>
/// <param name="Seq">Its number within the room: 1, 2, 3, … without gaps.</param>
/// <param name="Author">The user who wrote it.</param>
/// <param name="Text">The text as sent.</param>
/// <param name="Time">When the room accepted it, in UTC milliseconds since 1970.</param>
/// <param name="ClientMessageId">The client's id for it, if it has one.</param>
public sealed record ChatMessage(RoomNumber Room, long Id, long Seq, Login Author, string Text, long Time, string? ClientMessageId)
{
    /// <summary>Whether its author's data was erased: only then is the text empty.</summary>
    public bool IsErased => Text.Length == 0;

    /// <summary>What is left of it when its author's data is erased: its place in the order.</summary>
    public ChatMessage Erased() => new(Room, Id, Seq, Author, "", Time, null);

    /// <summary>Keeps the text out of logs, whoever prints a message.</summary>
    public override string ToString() => $"ChatMessage {Room} #{Seq}";
}
