using System.Diagnostics;
using ActorChat.Actors.Common;

namespace ActorChat.Actors.Tracing;

/// <summary>
/// The spans of a client's event: that of the event, from its arrival to its answer, and within it that of its session. It goes with the event from the
/// connection to the session and back; only one of them has it at a time.
/// </summary>
public sealed class EventTrace
{
    /// <summary>The result of an event whose connection ended before the answer.</summary>
    private const string Unanswered = "unanswered";

    private readonly Activity _event;

    private EventTrace(Activity begun) => _event = begun;

    /// <summary>The span of the session, once it has the event.</summary>
    public Activity? Session { get; private set; }

    /// <summary>The span of the session as a W3C <c>traceparent</c>: the parent of the session's requests to a room.</summary>
    public string? TraceParent => Session?.Id;

    /// <param name="name">The event's name, one of the interface's.</param>
    /// <param name="parent">Its parent; the default begins a trace.</param>
    /// <returns>Null if the event is not recorded.</returns>
    public static EventTrace? Begin(string name, ActivityContext parent) =>
        ChatTraces.Begin(name, ActivityKind.Server, parent) is { } begun ? new EventTrace(begun) : null;

    /// <summary>The session has the event. A second call, after the event was put off, changes nothing.</summary>
    public void Taken() => Session ??= ChatTraces.Begin("session", _event);

    /// <param name="error">Why the event was refused; null if it was not.</param>
    public void Answered(ChatError? error) => End(error?.Code ?? ChatTraces.Done, ReferenceEquals(error, ChatError.Unavailable));

    /// <summary>Nobody will answer the event: its connection has ended.</summary>
    public void Abandoned() => End(Unanswered, failed: true);

    private void End(string result, bool failed)
    {
        Session?.Stop();
        _event.SetTag(ChatTraces.Result, result);
        if (failed)
        {
            _event.SetStatus(ActivityStatusCode.Error);
        }

        _event.Stop();
    }
}
