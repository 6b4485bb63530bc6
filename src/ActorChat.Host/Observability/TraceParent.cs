using System.Diagnostics;
using Microsoft.Extensions.Primitives;

namespace ActorChat.Host.Observability;

/// <summary>The trace that a client's request belongs to (W3C Trace Context, <c>traceparent</c> and <c>tracestate</c>).</summary>
internal static class TraceParent
{
    public const string Header = "traceparent";

    public const string StateHeader = "tracestate";

    /// <summary>The specification asks to pass on at least this many characters; a longer state is left out.</summary>
    private const int MaxState = 512;

    /// <summary>Null if there is none, or if it is malformed, which counts as none.</summary>
    public static ActivityContext? Read(StringValues parent, StringValues state)
    {
        var text = state.ToString();
        return parent is [{ } one] && ActivityContext.TryParse(one, text is { Length: > 0 and <= MaxState } ? text : null, isRemote: true, out var context) ? context : null;
    }
}
