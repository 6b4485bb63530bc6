using ActorChat.Actors.Common;

namespace ActorChat.Actors.Outbound;

/// <summary>
/// The client's side of a session, as its actor sees it. Every method may be called from any thread, returns at once and keeps
/// the order of the calls; after the connection has ended they do nothing.
/// </summary>
public interface IConnection
{
    /// <summary>Answers a request, and so gives back its place among the requests in flight. Called exactly once for every request.</summary>
    void Answer(RequestTag request, Answer answer);

    /// <summary>Sends an event.</summary>
    void Send(ServerEvent happened);

    /// <summary>Ends the connection after what was sent before.</summary>
    void Close(CloseReason reason);
}

/// <summary>Which request is answered: the event's name and the acknowledgement that the client asked for, if it did.</summary>
/// <param name="Event">The event's name.</param>
/// <param name="AckId">The acknowledgement's id, or null where the client asked for none.</param>
public readonly record struct RequestTag(string Event, long? AckId);
