using System.Diagnostics;
using ActorChat.Actors.Tracing;

namespace ActorChat.Host.Observability;

/// <summary>Where the events of a connection are recorded: under its handshake where the client began a trace there, else each in a trace of its own.</summary>
internal sealed class EventTraces
{
    /// <summary>The name of a span whose event has a name that there is not.</summary>
    private const string Unknown = "unknown";

    private static readonly EventTraces Apart = new(default);

    private readonly ActivityContext _parent;

    private EventTraces(ActivityContext parent) => _parent = parent;

    /// <param name="parent">What the handshake said.</param>
    /// <param name="connect">The span of the connecting; null where that is not recorded.</param>
    /// <returns>Null where no event of the connection is recorded.</returns>
    public static EventTraces? For(ActivityContext? parent, Activity? connect) =>
        parent is null ? Apart
        : connect is null ? null
        : new EventTraces(connect.Context);

    /// <param name="name">One of the contract's events; null for another one.</param>
    public EventTrace? Begin(string? name) => EventTrace.Begin(name ?? Unknown, _parent);
}
