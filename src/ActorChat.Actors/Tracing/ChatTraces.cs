using System.Diagnostics;

namespace ActorChat.Actors.Tracing;

/// <summary>
/// Begins spans. Each gets its parent with the message that brings its work. None becomes <see cref="Activity.Current"/>, because actors and read loops move
/// from one piece of work to the next. Without a parent there is no span and no cost.
/// </summary>
public static class ChatTraces
{
    public const string SourceName = "ActorChat";

    /// <summary>The number of a room partition.</summary>
    public const string Partition = "actorchat.partition";

    /// <summary>How something ended: <see cref="Done"/>, or the code of its refusal.</summary>
    public const string Result = "actorchat.result";

    public const string Done = "ok";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>A span of work for another span; null if that is not recorded.</summary>
    public static Activity? Begin(string name, Activity? parent) => parent is null ? null : Begin(name, ActivityKind.Internal, parent.Context);

    /// <summary>A span of work for a span that may be on another node; null if that is not recorded.</summary>
    /// <param name="name">What is done: one of a few names.</param>
    /// <param name="traceParent">The other span, as a W3C <c>traceparent</c>.</param>
    public static Activity? Begin(string name, string? traceParent) =>
        traceParent is not null && ActivityContext.TryParse(traceParent, null, out var parent) ? Begin(name, ActivityKind.Internal, parent) : null;

    /// <param name="name">What is done: one of a few names.</param>
    /// <param name="kind">Whether a client asked for it.</param>
    /// <param name="parent">Its parent; the default begins a trace.</param>
    /// <param name="links">Further spans that it works for.</param>
    /// <returns>The span, or null if it is not recorded.</returns>
    public static Activity? Begin(string name, ActivityKind kind, ActivityContext parent, IEnumerable<ActivityLink>? links = null)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var around = Activity.Current;
        Activity.Current = null;
        var begun = Source.StartActivity(name, kind, parent, links: links);
        Activity.Current = around;
        return begun is { Recorded: true } ? begun : null;
    }
}
