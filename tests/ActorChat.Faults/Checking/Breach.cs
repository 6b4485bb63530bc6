namespace ActorChat.Faults.Checking;

/// <summary>The ways in which a promise can be broken.</summary>
public enum BreachKind
{
    /// <summary>Acknowledged, and not in the room's history.</summary>
    AcknowledgedButLost,

    /// <summary>Shown to someone, and not in the room's history.</summary>
    SeenButLost,

    /// <summary>One message stands in the history more than once.</summary>
    StoredTwice,

    /// <summary>One message was acknowledged with two different ids, numbers or times.</summary>
    TwoAnswers,

    /// <summary>Refused each time it was sent, and in the history all the same.</summary>
    RefusedButStored,

    /// <summary>Sent again and again after the faults were over, and never accepted.</summary>
    NeverAccepted,

    /// <summary>In the history, and never sent by its author.</summary>
    Invented,

    /// <summary>Stored with another text than was sent.</summary>
    TextChanged,

    /// <summary>Shown after a later one, or shown again.</summary>
    OutOfOrder,

    /// <summary>The numbers of a room's history are not 1, 2, 3, …</summary>
    Gap,

    /// <summary>A session that had joined the room was not shown a message, and stayed connected.</summary>
    Skipped,

    /// <summary>A page lacks what was acknowledged or shown before it was asked for, or is not what was asked for.</summary>
    StalePage,

    /// <summary>An event, a page, an acknowledgement and the history say different things about one message.</summary>
    LiveAndHistoryDisagree,

    /// <summary>The tables and the history differ.</summary>
    TablesDisagree,

    /// <summary>Something of a room came to someone who is not one of its two users.</summary>
    SeenByStranger,

    /// <summary>Someone outside of a room was answered otherwise than that there is no such room.</summary>
    LearnedByStranger,

    /// <summary>A read marker was lower than it had been.</summary>
    ReadMovedBack,

    /// <summary>What is read, unread or latest does not follow from the messages and the markers.</summary>
    ReadStateWrong,

    /// <summary>The epoch changed, or is none, though nobody restored a backup.</summary>
    EpochChanged,

    /// <summary>The database is damaged.</summary>
    Damaged,
}

/// <summary>A broken promise: which, in which room, and what was seen.</summary>
public sealed record Breach(BreachKind Kind, string Room, string Detail)
{
    public override string ToString() => $"{Kind} in {Room}: {Detail}";
}

/// <summary>What the checker found, and how much it looked at.</summary>
public sealed record Verdict(IReadOnlyList<Breach> Breaches, long Messages, long Acknowledgements, long Sightings);
