using ActorChat.Actors.Common;

namespace ActorChat.Actors.Tests.Common;

public sealed class BackoffSpecs
{
    private static readonly Backoff s_backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));

    [Theory]
    [InlineData(1, 100)]
    [InlineData(2, 200)]
    [InlineData(4, 800)]
    [InlineData(5, 1000)]
    [InlineData(1000, 1000)]
    public void Each_failure_doubles_the_pause_up_to_its_bound(int failures, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), s_backoff.Pause(failures, 0));

    [Fact]
    public void Chance_cuts_a_pause_by_a_quarter_at_most()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(75), s_backoff.Pause(1, 1));
        Assert.All(Enumerable.Range(0, 100).Select(step => s_backoff.Pause(9, step / 100.0)), pause => Assert.InRange(pause.TotalMilliseconds, 750, 1000));
    }

    [Fact]
    public void There_is_no_pause_without_a_failure() => Assert.Throws<ArgumentOutOfRangeException>(() => s_backoff.Pause(0, 0));
}
