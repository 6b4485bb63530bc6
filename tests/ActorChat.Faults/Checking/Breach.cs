namespace ActorChat.Faults.Checking;

/// <summary>The ways in which a promise can be broken.</summary>
public enum BreachKind
{
    /// <summary>Acknowledged, but not in the room's history.</summary>
    AcknowledgedButLost,

    /// <summary>Shown to someone, but not in the room's history.</summary>
    SeenButLost,

    /// <summary>One message is in the history more than once.</summary>
    StoredTwice,

    /// <summary>One message was acknowledged with two different ids or times.</summary>
    TwoAnswers,

    /// <summary>One message was acknowledged with two different numbers, or shown with two.</summary>
    TwoNumbers,

    /// <summary>Two messages were acknowledged or shown under one number of a room: two owners answered at once.</summary>
    TwoOwners,

    /// <summary>Refused each time it was sent, but in the history.</summary>
    RefusedButStored,

    /// <summary>Sent again repeatedly after the faults were over, but never accepted.</summary>
    NeverAccepted,

    /// <summary>In the history, but never sent by its author.</summary>
    Invented,

    /// <summary>Stored with another text than was sent.</summary>
    TextChanged,

    /// <summary>Shown after a later one, or shown again.</summary>
    OutOfOrder,

    /// <summary>The numbers of a room's history are not 1, 2, 3, …</summary>
    Gap,

    /// <summary>A joined session that stayed connected was not shown a message.</summary>
    Skipped,

    /// <summary>A page is not the requested one, or has a hole.</summary>
    WrongPage,

    /// <summary>A page lacks what was acknowledged or shown to anybody before it was requested: whoever served it did not own the room any more.</summary>
    StalePage,

    /// <summary>An event, a page, an acknowledgement and the history disagree about one message.</summary>
    LiveAndHistoryDisagree,

    /// <summary>The tables and the history differ.</summary>
    TablesDisagree,

    /// <summary>Something of a room reached someone who is not one of its two users.</summary>
    SeenByStranger,

    /// <summary>Someone outside of a room got another answer than that there is no such room.</summary>
    LearnedByStranger,

    /// <summary>A read marker was lower than it had been.</summary>
    ReadMovedBack,

    /// <summary>What is read, unread or latest does not follow from the messages and the markers.</summary>
    ReadStateWrong,

    /// <summary>A number of a room's changes that belongs to no change, or does not follow.</summary>
    RevGap,

    /// <summary>A change was acknowledged or shown, but the room's changes, or a later form of the message, lack it.</summary>
    ChangeLost,

    /// <summary>One change was made again: two answers, or an effect that came back.</summary>
    ChangedTwice,

    /// <summary>A change was shown after a later one, or got a number below what was known before it was sent.</summary>
    ChangedOutOfOrder,

    /// <summary>A joined session that stayed connected was not shown a change.</summary>
    ChangeSkipped,

    /// <summary>An event, a page, an acknowledgement and the final pages disagree about one change.</summary>
    ChangesDisagree,

    /// <summary>What a client put together from pages and events is not what is stored.</summary>
    ClientDiffers,

    /// <summary>A text that was deleted or edited away was shown to someone who asked after that had been acknowledged.</summary>
    GoneTextSeen,

    /// <summary>A message was edited or deleted by someone who did not write it.</summary>
    ForeignChange,

    /// <summary>A refusal whose reason was not there.</summary>
    RefusedWithoutReason,

    /// <summary>A delivered marker was lower than it had been, or than the read marker.</summary>
    DeliveredMovedBack,

    /// <summary>Something that a blocked user sent after the block was acknowledged was accepted or shown.</summary>
    BlockedButShown,

    /// <summary>Somebody was treated as blocked whom nobody blocked.</summary>
    WronglyBlocked,

    /// <summary>The list of those whom a user blocks lacks one.</summary>
    BlockForgotten,

    /// <summary>A client that only syncs does not have what was known before it asked, or has something else.</summary>
    MissingFromSync,

    /// <summary>A cursor of another epoch came back without a reset, or one of the same epoch with it.</summary>
    CursorWithoutReset,

    /// <summary>The epoch changed or is missing, although nobody restored a backup and no standby was promoted.</summary>
    EpochChanged,

    /// <summary>A page with an earlier epoch was asked for after somebody had seen a later one.</summary>
    EpochWentBack,

    /// <summary>The database is damaged.</summary>
    Damaged,
}

/// <summary>A broken promise: its kind, the room, and what was seen.</summary>
public sealed record Breach(BreachKind Kind, string Room, string Detail)
{
    public override string ToString() => $"{Kind} in {Room}: {Detail}";
}

/// <summary>What the checker found, and how much it checked.</summary>
public sealed record Verdict(IReadOnlyList<Breach> Breaches, long Messages, long Acknowledgements, long Sightings)
{
    /// <summary>Changes that were acknowledged, each once.</summary>
    public long Changes { get; init; }
}
