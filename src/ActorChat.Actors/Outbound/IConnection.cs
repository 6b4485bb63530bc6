using ActorChat.Actors.Common;
using ActorChat.Actors.Tracing;

namespace ActorChat.Actors.Outbound;

/// <summary>
/// The client's side of a session, as its actor sees it. Every method may be called from any thread, returns at once and keeps the order of the calls; after
/// the connection has ended they do nothing.
/// </summary>
public interface IConnection
{
    /// <summary>Answers a request, which frees its place among the requests in flight. Called exactly once for every request.</summary>
    void Answer(RequestTag request, Answer answer);

    /// <summary>Sends an event that is only for this client.</summary>
    void Send(ServerEvent happened);

    /// <summary>Sends an event that other sessions send too.</summary>
    void Send(SharedEvent shared);

    /// <summary>Bytes that wait for the client.</summary>
    int UnsentBytes { get; }

    /// <summary>
    /// Sends the session <see cref="Sessions.SessionCommands.SomeSent"/> once, when some of the waiting bytes have been sent; at once if nothing waits.
    /// </summary>
    void TellWhenSent();

    /// <summary>Ends the connection after sending what is queued.</summary>
    void Close(CloseReason reason);
}

/// <summary>Identifies the request of an answer: the event's name, and the acknowledgement if the client asked for one.</summary>
public readonly record struct RequestTag
{
    private const long NoAck = -1;

    // A nullable number would take the space of the trace.
    private readonly long _ackId;

    /// <param name="name">The event's name.</param>
    /// <param name="ackId">The acknowledgement's id, or null if the client asked for none.</param>
    /// <param name="trace">The recording, if the event is recorded.</param>
    public RequestTag(string name, long? ackId, EventTrace? trace = null) => (Event, _ackId, Trace) = (name, ackId ?? NoAck, trace);

    /// <summary>The event's name.</summary>
    public string Event { get; }

    /// <summary>The acknowledgement's id, or null if the client asked for none.</summary>
    public long? AckId => _ackId == NoAck ? null : _ackId;

    /// <summary>The event's recording, which its answer ends; null if it is not recorded.</summary>
    public EventTrace? Trace { get; }
}
