using ActorChat.Host.Observability;
using Microsoft.Extensions.Primitives;

namespace ActorChat.Host.Tests.Observability;

public sealed class TraceParentSpecs
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Span = "b7ad6b7169203331";

    [Theory]
    [InlineData("01", true)]
    [InlineData("00", false)]
    public void A_parent_says_its_trace_its_span_and_whether_it_is_recorded(string flags, bool isRecorded)
    {
        var parent = TraceParent.Read($"00-{Trace}-{Span}-{flags}", "vendor=state");
        Assert.NotNull(parent);
        Assert.Equal((Trace, Span, "vendor=state", true), (parent.Value.TraceId.ToHexString(), parent.Value.SpanId.ToHexString(), parent.Value.TraceState, parent.Value.IsRemote));
        Assert.Equal(isRecorded, parent.Value.TraceFlags.HasFlag(System.Diagnostics.ActivityTraceFlags.Recorded));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData($"00-{Trace}-{Span}")]
    [InlineData($"ff-{Trace}-{Span}-01")]
    [InlineData($"00-00000000000000000000000000000000-{Span}-01")]
    [InlineData($"00-{Trace}-0000000000000000-01")]
    [InlineData($"00-0AF7651916CD43DD8448EB211C80319C-{Span}-01")]
    [InlineData($"00-{Trace}-{Span}-01-more")]
    public void A_parent_of_another_form_is_ignored(string text) => Assert.Null(TraceParent.Read(text, default));

    [Fact]
    public void No_parent_and_two_parents_count_as_none()
    {
        Assert.Null(TraceParent.Read(default, default));
        Assert.Null(TraceParent.Read(new StringValues([$"00-{Trace}-{Span}-01", $"00-{Trace}-{Span}-01"]), default));
    }

    [Fact]
    public void A_trace_state_that_is_too_long_is_left_out()
    {
        Assert.Equal(512, TraceParent.Read($"00-{Trace}-{Span}-01", "a=" + new string('b', 510))?.TraceState?.Length);
        Assert.Null(TraceParent.Read($"00-{Trace}-{Span}-01", "a=" + new string('b', 511))?.TraceState);
    }
}
