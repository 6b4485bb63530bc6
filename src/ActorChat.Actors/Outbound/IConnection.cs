using ActorChat.Actors.Common;
using ActorChat.Actors.Tracing;

namespace ActorChat.Actors.Outbound;

/// <summary>
/// The client's side of a session, as its actor sees it. Every method may be called from any thread, returns at once and keeps
/// the order of the calls; after the connection has ended they do nothing.
/// </summary>
public interface IConnection
{
    /// <summary>Answers a request, and so gives back its place among the requests in flight. Called exactly once for every request.</summary>
    void Answer(RequestTag request, Answer answer);

    /// <summary>Sends an event that is for this client alone.</summary>
    void Send(ServerEvent happened);

    /// <summary>Sends an event that other sessions send too.</summary>
    void Send(SharedEvent shared);

    /// <summary>Bytes that wait for the client.</summary>
    int UnsentBytes { get; }

    /// <summary>Has the session told once, by <see cref="Sessions.SessionCommands.SomeSent"/>, when some of what waits now has gone; at once where nothing waits.</summary>
    void TellWhenSent();

    /// <summary>Ends the connection after what was sent before.</summary>
    void Close(CloseReason reason);
}

/// <summary>Which request is answered: the event's name and the acknowledgement that the client asked for, if it did.</summary>
public readonly record struct RequestTag
{
    private const long NoAck = -1;

    // A nullable number would take the room that the trace has.
    private readonly long _ackId;

    /// <param name="name">The event's name.</param>
    /// <param name="ackId">The acknowledgement's id, or null where the client asked for none.</param>
    /// <param name="trace">Where the event is recorded: the recording.</param>
    public RequestTag(string name, long? ackId, EventTrace? trace = null) => (Event, _ackId, Trace) = (name, ackId ?? NoAck, trace);

    /// <summary>The event's name.</summary>
    public string Event { get; }

    /// <summary>The acknowledgement's id, or null where the client asked for none.</summary>
    public long? AckId => _ackId == NoAck ? null : _ackId;

    /// <summary>The event's recording, ended by its answer; null where it is not recorded.</summary>
    public EventTrace? Trace { get; }
}
