using System.Diagnostics;
using ActorChat.Actors.Tracing;

namespace ActorChat.Host.Observability;

/// <summary>
/// Where the events of a connection are recorded: under its handshake if the client began a trace there, otherwise each in a separate trace.
/// </summary>
internal sealed class EventTraces
{
    /// <summary>The name of a span whose event has an unknown name.</summary>
    private const string Unknown = "unknown";

    private static readonly EventTraces Apart = new(default);

    private readonly ActivityContext _parent;

    private EventTraces(ActivityContext parent) => _parent = parent;

    /// <param name="parent">The trace context of the handshake.</param>
    /// <param name="connect">The span of connecting; null if it is not recorded.</param>
    /// <returns>Null if no event of the connection is recorded.</returns>
    public static EventTraces? For(ActivityContext? parent, Activity? connect) =>
        parent is null ? Apart
        : connect is null ? null
        : new EventTraces(connect.Context);

    /// <param name="name">One of the interface's events; null for another one.</param>
    public EventTrace? Begin(string? name) => EventTrace.Begin(name ?? Unknown, _parent);
}
