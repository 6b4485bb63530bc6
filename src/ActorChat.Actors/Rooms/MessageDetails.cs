using System.Collections.Immutable;

namespace ActorChat.Actors.Rooms;

/// <summary>What only some messages have: an answer's reference, and what changed about a message after it was posted. Times are UTC milliseconds since 1970.</summary>
/// <param name="ReplyTo">The number of the message in the room that this one answers; 0 if it answers none.</param>
public sealed record MessageDetails(long ReplyTo)
{
    /// <summary>The number of its latest change among those of the room; 0 if it never changed.</summary>
    public long Rev { get; init; }

    /// <summary>When its text last changed; 0 if never.</summary>
    public long EditedAt { get; init; }

    /// <summary>When it was deleted; 0 if it was not.</summary>
    public long DeletedAt { get; init; }

    /// <summary>The reactions of the room's first user, the earliest first, each once.</summary>
    public ImmutableArray<string> FirstReactions { get; init; } = [];

    /// <summary>The reactions of the room's second user.</summary>
    public ImmutableArray<string> SecondReactions { get; init; } = [];

    /// <summary>Whether anybody reacted.</summary>
    public bool HasReactions => !FirstReactions.IsEmpty || !SecondReactions.IsEmpty;

    /// <summary>What stays when the message's author is erased: the companion's reactions and the numbers.</summary>
    public MessageDetails Erased() => this with { EditedAt = 0 };

    /// <summary>What stays when a user of the room is erased: nobody's reactions but the companion's.</summary>
    /// <param name="ofFirst">Whether the room's first user is erased.</param>
    /// <param name="ofSecond">Whether the second one is.</param>
    public MessageDetails WithoutReactions(bool ofFirst, bool ofSecond) =>
        this with { FirstReactions = ofFirst ? [] : FirstReactions, SecondReactions = ofSecond ? [] : SecondReactions };

    public bool Equals(MessageDetails? other) =>
        other is not null && (ReplyTo, Rev, EditedAt, DeletedAt) == (other.ReplyTo, other.Rev, other.EditedAt, other.DeletedAt)
        && FirstReactions.SequenceEqual(other.FirstReactions) && SecondReactions.SequenceEqual(other.SecondReactions);

    public override int GetHashCode() => HashCode.Combine(ReplyTo, Rev, EditedAt, DeletedAt, FirstReactions.Length, SecondReactions.Length);
}
