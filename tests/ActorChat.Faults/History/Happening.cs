using System.Collections.ObjectModel;

namespace ActorChat.Faults.History;

/// <summary>
/// One thing that a client did, was answered or saw. Those of one session are in their order. <paramref name="At"/> orders all of them: what was recorded
/// before another was requested has the smaller number.
/// </summary>
/// <param name="At">Place in the order of everything recorded.</param>
/// <param name="Session">Which client.</param>
/// <param name="Connection">Which of its connections, counted from 1.</param>
public abstract record Happening(long At, int Session, int Connection);

/// <summary>A message went out, for the first time or again.</summary>
/// <param name="Key">The message's name in this run; its text starts with it.</param>
public sealed record Sent(long At, int Session, int Connection, string Key, string Room, string Login, string Text, string? ClientMessageId)
    : Happening(At, Session, Connection)
{
    /// <summary>The number of the message that it answers; 0 if it answers none.</summary>
    public long ReplyTo { get; init; }
}

/// <summary>The server said that it stored the message.</summary>
public sealed record Acknowledged(long At, int Session, int Connection, string Key, string Room, string Id, long Seq, string Time)
    : Happening(At, Session, Connection);

/// <summary>The server said that it did not store the message.</summary>
public sealed record Refused(long At, int Session, int Connection, string Key, string Room, string Code) : Happening(At, Session, Connection)
{
    /// <summary>The place of the <see cref="Sent"/>.</summary>
    public long SentAt { get; init; }
}

/// <summary>A message event arrived.</summary>
public sealed record SawLive(long At, int Session, int Connection, string Viewer, SeenMessage Message) : Happening(At, Session, Connection);

/// <summary>A chat event arrived: the latest message of a room that the session has not joined.</summary>
public sealed record SawChat(long At, int Session, int Connection, string Viewer, SeenMessage Message) : Happening(At, Session, Connection);

/// <summary>A page of history arrived.</summary>
/// <param name="AskedAt">When it was asked for.</param>
public sealed record SawPage(
    long At, int Session, int Connection, long AskedAt, string Viewer, string Room, long? After, long? Before,
    IReadOnlyList<SeenMessage> Messages, bool HasMore, IReadOnlyDictionary<string, long> Read) : Happening(At, Session, Connection)
{
    /// <summary>The name of the data's history.</summary>
    public string? Epoch { get; init; }

    /// <summary>The number of the room's latest change.</summary>
    public long Rev { get; init; }

    /// <summary>How far each of the two has got the other's messages.</summary>
    public IReadOnlyDictionary<string, long> Delivered { get; init; } = ReadOnlyDictionary<string, long>.Empty;
}

/// <summary>The session joined a room: from now on it gets the room's messages.</summary>
public sealed record Joined(long At, int Session, int Connection, string Viewer, string Room) : Happening(At, Session, Connection)
{
    /// <summary>The name of the data's history.</summary>
    public string? Epoch { get; init; }
}

/// <summary>The session asked to leave a room.</summary>
public sealed record Left(long At, int Session, int Connection, string Room) : Happening(At, Session, Connection);

/// <summary>The server said how far this login has read the room, or has got its messages.</summary>
public sealed record Marked(long At, int Session, int Connection, string Login, string Room, long Seq, Marker Marker = Marker.Read) : Happening(At, Session, Connection);

/// <summary>A read or delivered event arrived.</summary>
public sealed record SawMarker(long At, int Session, int Connection, string Viewer, string Room, string Login, long Seq, Marker Marker = Marker.Read)
    : Happening(At, Session, Connection);

/// <summary>What a marker says about all of the companion's messages up to it.</summary>
public enum Marker
{
    /// <summary>The user has read them.</summary>
    Read,

    /// <summary>The user's clients have them.</summary>
    Delivered,
}

/// <summary>Someone outside of a room asked for something in it.</summary>
/// <param name="Code">The refusal's code; null when it was done.</param>
public sealed record StrangerAnswered(long At, int Session, int Connection, string Login, string Room, string Request, string? Code)
    : Happening(At, Session, Connection);

/// <summary>Long after the last message was sent, the session was still connected and joined to the room.</summary>
public sealed record Settled(long At, int Session, int Connection, string Viewer, string Room) : Happening(At, Session, Connection);
