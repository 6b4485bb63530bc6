using ActorChat.Host.Lifecycle;

namespace ActorChat.Host.Tests.Lifecycle;

public class IdleMemorySpecs
{
    private readonly IdleMemoryRule _rule = new(new MemorySettings(true, TimeSpan.FromSeconds(5), IdleBytes: 10, WorthBytes: 100));

    [Fact]
    public void A_busy_server_is_left_alone()
    {
        Assert.False(_rule.IsWorthIt(1_000));
        Assert.False(_rule.IsWorthIt(2_000));
    }

    [Fact]
    public void An_idle_server_returns_its_memory_once()
    {
        Assert.False(_rule.IsWorthIt(1_000));
        Assert.True(_rule.IsWorthIt(1_005));
        Assert.False(_rule.IsWorthIt(1_010));
    }

    [Fact]
    public void Little_allocation_since_the_last_time_is_not_worth_a_collection()
    {
        Assert.False(_rule.IsWorthIt(1_000));
        Assert.True(_rule.IsWorthIt(1_001));
        Assert.False(_rule.IsWorthIt(1_050));
        Assert.False(_rule.IsWorthIt(1_055));
        Assert.False(_rule.IsWorthIt(1_102));
        Assert.True(_rule.IsWorthIt(1_103));
    }
}
