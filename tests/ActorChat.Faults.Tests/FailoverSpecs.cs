using ActorChat.Faults.Crowds;

namespace ActorChat.Faults.Tests;

/// <summary>The time from a fault to a room's next acknowledgement.</summary>
public sealed class FailoverSpecs
{
    private readonly AClock _clock = new();

    [Fact]
    public void A_room_is_measured_to_its_first_acknowledgement_only()
    {
        var failovers = new Failovers(_clock);
        var failover = failovers.Begin("kill", ["ab", "cd"]);

        _clock.Seconds = 3;
        failovers.Stored("ab", sentAt: 1);
        _clock.Seconds = 5;
        failovers.Stored("ab", sentAt: 4);

        Assert.Equal([TimeSpan.FromSeconds(3)], failover.Times);
        Assert.Equal(["cd"], failover.Missing);
    }

    [Fact]
    public void What_was_sent_before_the_fault_does_not_count()
    {
        _clock.Seconds = 10;
        var failovers = new Failovers(_clock);
        var failover = failovers.Begin("kill", ["ab"]);

        failovers.Stored("ab", sentAt: 9);

        Assert.Empty(failover.Times);
        Assert.Equal(["ab"], failover.Missing);
    }

    [Fact]
    public void Rooms_that_the_fault_does_not_affect_are_not_measured()
    {
        var failovers = new Failovers(_clock);
        var failover = failovers.Begin("kill", ["ab"]);

        failovers.Stored("cd", sentAt: 1);

        Assert.Empty(failover.Times);
    }

    [Fact]
    public void The_faults_of_a_kind_are_counted_together()
    {
        var failovers = new Failovers(_clock);
        failovers.Begin("kill", ["ab"]);
        failovers.Begin("kill", ["ab", "cd"]);
        _clock.Seconds = 2;
        failovers.Stored("ab", sentAt: 1);

        var all = Assert.Single(failovers.ByFault());

        Assert.Equal(("kill", 2, 2), (all.Fault, all.Faults, all.Times.Count));
    }

    [Fact]
    public void The_longest_wait_of_a_room_counts_messages_that_were_sent_before_the_fault_too()
    {
        _clock.Seconds = 10;
        var failovers = new Failovers(_clock);
        var failover = failovers.Begin("leave", ["ab"]);
        _clock.Seconds = 12;
        failovers.Stored("ab", sentAt: 9);
        failovers.Stored("ab", sentAt: 11);

        Assert.Equal([TimeSpan.FromSeconds(3)], failover.Waits);
    }

    [Fact]
    public void Nothing_is_measured_after_the_end()
    {
        var failovers = new Failovers(_clock);
        var failover = failovers.Begin("leave", ["ab"]);
        failovers.End();

        failovers.Stored("ab", sentAt: 1);

        Assert.Empty(failover.Times);
    }

    private sealed class AClock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
