using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>A stored message in its present form. Whether it is read follows from the room's read markers.</summary>
/// <param name="Room">The room's public id.</param>
/// <param name="Id">Unique in the whole system, growing within a room; below 2^53, so that every JSON reader holds it exactly.</param>
/// <param name="Seq">Its number within the room: 1, 2, 3, … without gaps.</param>
/// <param name="Author">The user who wrote it.</param>
/// <param name="Text">The text as sent, or as last edited; empty if it is deleted or erased.</param>
/// <param name="Time">When the room accepted it, in UTC milliseconds since 1970.</param>
/// <param name="ClientMessageId">The client's id for it, if it has one.</param>
public sealed record ChatMessage(RoomNumber Room, long Id, long Seq, Login Author, string Text, long Time, string? ClientMessageId)
{
    /// <summary>What most messages do not have; null if this one has nothing of it.</summary>
    public MessageDetails? Details { get; init; }

    /// <summary>Whether it was deleted: only its place is left.</summary>
    public bool IsDeleted => Details is { DeletedAt: not 0 };

    /// <summary>Whether its author's data was erased: only its place is left.</summary>
    public bool IsErased => Text.Length == 0 && !IsDeleted;

    /// <summary>The number of its latest change in the room; 0 if it never changed.</summary>
    public long Rev => Details?.Rev ?? 0;

    /// <summary>The client's id as anybody is shown it. A deleted message keeps its id, so that it is not stored again, and shows none.</summary>
    public string? ShownClientMessageId => IsDeleted ? null : ClientMessageId;

    /// <summary>Whether it is read: its recipient's marker has reached it.</summary>
    /// <param name="key">The room.</param>
    /// <param name="firstReadUpTo">The first user's read marker.</param>
    /// <param name="secondReadUpTo">The second user's.</param>
    public bool IsRead(RoomKey key, long firstReadUpTo, long secondReadUpTo) => Seq <= (Author == key.First ? secondReadUpTo : firstReadUpTo);

    /// <summary>What is left of it when its author's data is erased: its place in the order.</summary>
    public ChatMessage Erased() => new(Room, Id, Seq, Author, "", Time, null) { Details = Details?.Erased() };

    /// <inheritdoc cref="MessageDetails.WithoutReactions"/>
    public ChatMessage WithoutReactions(bool ofFirst, bool ofSecond) =>
        Details is { HasReactions: true } details ? this with { Details = details.WithoutReactions(ofFirst, ofSecond) } : this;

    /// <summary>The message after a change.</summary>
    public ChatMessage After(MessageChanged changed) => this with { Text = changed.Text ?? Text, Details = changed.Details };

    /// <summary>Keeps the text out of logs, whoever prints a message.</summary>
    public override string ToString() => $"ChatMessage {Room} #{Seq}";
}
