namespace ActorChat.SocketIO.Tests.EngineIO;

public class HeartbeatSpecs
{
    private const long Interval = 300;
    private const long Timeout = 200;

    [Fact]
    public void A_ping_is_due_one_interval_after_the_handshake_and_sent_once()
    {
        var heartbeat = Started();

        Assert.Equal(HeartbeatStep.None, heartbeat.Check(299, Timeout, serverPings: true));
        Assert.Equal(HeartbeatStep.SendPing, heartbeat.Check(300, Timeout, serverPings: true));
        Assert.Equal(HeartbeatStep.None, heartbeat.Check(301, Timeout, serverPings: true));
    }

    [Fact]
    public void The_pong_deadline_counts_from_when_the_ping_was_due_not_from_when_it_was_sent()
    {
        var heartbeat = Started();

        Assert.Equal(HeartbeatStep.SendPing, heartbeat.Check(450, Timeout, serverPings: true));
        Assert.Equal(HeartbeatStep.None, heartbeat.Check(499, Timeout, serverPings: true));
        Assert.Equal(HeartbeatStep.Expired, heartbeat.Check(500, Timeout, serverPings: true));
    }

    [Fact]
    public void A_pong_starts_the_next_interval()
    {
        var heartbeat = Started();
        heartbeat.Check(300, Timeout, serverPings: true);

        heartbeat.Restart(350, Interval);

        Assert.Equal(650, heartbeat.NextDue(Timeout, serverPings: true));
        Assert.Equal(HeartbeatStep.None, heartbeat.Check(500, Timeout, serverPings: true));
    }

    [Fact]
    public void With_Engine_IO_3_the_server_sends_no_ping_and_waits_for_both_times()
    {
        var heartbeat = Started();

        Assert.Equal(500, heartbeat.NextDue(Timeout, serverPings: false));
        Assert.Equal(HeartbeatStep.None, heartbeat.Check(499, Timeout, serverPings: false));
        Assert.Equal(HeartbeatStep.Expired, heartbeat.Check(500, Timeout, serverPings: false));
    }

    [Fact]
    public void A_missing_pong_is_forgiven_a_few_times_while_the_server_is_not_reading_and_then_ends_the_connection()
    {
        var deadlines = new Deadlines(Interval, Timeout, serverPings: true);
        deadlines.RestartHeartbeat(0);
        Assert.Equal(DueActions.SendPing, deadlines.TakeDue(Interval, isHandling: true));

        var now = Interval + Timeout;
        var forgiven = 0;
        while (deadlines.TakeDue(now, isHandling: true) == DueActions.None)
        {
            forgiven++;
            now += Timeout;
            Assert.InRange(forgiven, 1, 10);
        }

        Assert.Equal(4, forgiven);
        Assert.Equal(DueActions.EndByPingTimeout, deadlines.TakeDue(now, isHandling: true));
    }

    [Fact]
    public void A_pong_restores_what_is_forgiven()
    {
        var deadlines = new Deadlines(Interval, Timeout, serverPings: true);
        var now = 0L;
        for (var pong = 0; pong < 10; pong++)
        {
            deadlines.RestartHeartbeat(now);
            Assert.Equal(DueActions.SendPing, deadlines.TakeDue(now += Interval, isHandling: true));
            Assert.Equal(DueActions.None, deadlines.TakeDue(now += Timeout, isHandling: true));
        }
    }

    private static Heartbeat Started()
    {
        var heartbeat = default(Heartbeat);
        heartbeat.Restart(0, Interval);
        return heartbeat;
    }
}
