namespace ActorChat.Faults.History;

/// <summary>What a client wants to change about a message.</summary>
public enum ChangeKind
{
    /// <summary>Another text.</summary>
    Edit,

    /// <summary>No text: only the place stays.</summary>
    Delete,

    /// <summary>A reaction of the user's.</summary>
    React,

    /// <summary>One fewer.</summary>
    Unreact,
}

/// <summary>A change went out, for the first time or again.</summary>
/// <param name="Key">The change's name in this run.</param>
/// <param name="Value">The text or the reaction; empty for a deletion.</param>
/// <param name="OperationId">With it, the same change can be sent again.</param>
public sealed record ChangeSent(
    long At, int Session, int Connection, string Key, string Room, string Login, long Seq, ChangeKind Kind, string Value, string? OperationId)
    : Happening(At, Session, Connection);

/// <summary>The server said that it made the change.</summary>
/// <param name="Time">When; null where the answer has none.</param>
public sealed record ChangeAnswered(long At, int Session, int Connection, string Key, string Room, long Seq, long Rev, string? Time)
    : Happening(At, Session, Connection);

/// <summary>The server said that it did not make the change.</summary>
/// <param name="SentAt">The place of the <see cref="ChangeSent"/>.</param>
public sealed record ChangeRefused(long At, int Session, int Connection, long SentAt, string Key, string Room, string Code) : Happening(At, Session, Connection);

/// <summary>A changed event arrived.</summary>
public sealed record SawChanged(long At, int Session, int Connection, string Viewer, long Rev, SeenMessage Message) : Happening(At, Session, Connection);

/// <summary>A page of changes arrived.</summary>
/// <param name="AskedAt">When it was asked for.</param>
/// <param name="Since">The number of the latest change that the client knew.</param>
/// <param name="Rev">The number of the room's latest change.</param>
public sealed record SawChanges(
    long At, int Session, int Connection, long AskedAt, string Viewer, string Room, long Since, IReadOnlyList<SeenMessage> Messages, long Rev, bool HasMore)
    : Happening(At, Session, Connection)
{
    /// <summary>The name of the data's history.</summary>
    public string? Epoch { get; init; }
}

/// <summary>A page of sync arrived.</summary>
/// <param name="AskedAt">When it was asked for.</param>
/// <param name="Since">The cursor that it was asked for with; null for none.</param>
/// <param name="Cursor">The cursor that goes on after it.</param>
/// <param name="IsLast">Whether nothing could happen any more when it was asked for.</param>
public sealed record SawSync(
    long At, int Session, int Connection, long AskedAt, string Viewer, string? Since, string Cursor, IReadOnlyList<SyncedRoom> Rooms, bool Complete, bool Reset, string Epoch,
    bool IsLast) : Happening(At, Session, Connection);

/// <summary>A room in an answer of sync.</summary>
public sealed record SyncedRoom(
    string Room, string Companion, long Seq, long Rev, long Unread, IReadOnlyDictionary<string, long> Read, IReadOnlyDictionary<string, long> Delivered, SeenMessage? Last);

/// <summary>A block of the companion was asked for, or its lifting.</summary>
public sealed record BlockSent(long At, int Session, int Connection, string Login, string Companion, bool Blocks) : Happening(At, Session, Connection);

/// <summary>The server answered that.</summary>
/// <param name="SentAt">The place of the <see cref="BlockSent"/>.</param>
/// <param name="Code">The refusal's code; null if it was done.</param>
public sealed record BlockAnswered(long At, int Session, int Connection, long SentAt, string Login, string Companion, bool Blocks, string? Code) : Happening(At, Session, Connection);

/// <summary>The list of those whom the user blocks arrived.</summary>
/// <param name="AskedAt">When it was asked for.</param>
public sealed record SawBlocked(long At, int Session, int Connection, long AskedAt, string Login, IReadOnlyList<string> Companions) : Happening(At, Session, Connection);

/// <summary>The user's client said that the user begins to type.</summary>
public sealed record TypingSent(long At, int Session, int Connection, string Login, string Room) : Happening(At, Session, Connection);

/// <summary>The server answered that; it has told whoever it tells.</summary>
/// <param name="SentAt">The place of the <see cref="TypingSent"/>.</param>
/// <param name="Code">The refusal's code; null if there is none.</param>
public sealed record TypingAnswered(long At, int Session, int Connection, long SentAt, string Login, string Room, string? Code) : Happening(At, Session, Connection);

/// <summary>A typing event arrived: the companion begins to type.</summary>
public sealed record SawTyping(long At, int Session, int Connection, string Viewer, string Room, string Login) : Happening(At, Session, Connection);

/// <summary>The server's process had ended: what it had been sent and had not done by then, it never will.</summary>
public sealed record ServerEnded(long At) : Happening(At, 0, 0);
