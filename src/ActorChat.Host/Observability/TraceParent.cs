using System.Diagnostics;
using Microsoft.Extensions.Primitives;

namespace ActorChat.Host.Observability;

/// <summary>The trace that a client says its request is part of (W3C Trace Context, <c>traceparent</c> and <c>tracestate</c>).</summary>
internal static class TraceParent
{
    public const string Header = "traceparent";

    public const string StateHeader = "tracestate";

    /// <summary>The specification asks for so many characters to be passed on; a longer state is left out.</summary>
    private const int MaxState = 512;

    /// <summary>Null where there is none, or one that is not of the specified form: as if it were not there.</summary>
    public static ActivityContext? Read(StringValues parent, StringValues state)
    {
        var text = state.ToString();
        return parent is [{ } one] && ActivityContext.TryParse(one, text is { Length: > 0 and <= MaxState } ? text : null, isRemote: true, out var context) ? context : null;
    }
}
