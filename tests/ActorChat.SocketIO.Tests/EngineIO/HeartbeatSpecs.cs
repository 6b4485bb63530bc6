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

    private static Heartbeat Started()
    {
        var heartbeat = default(Heartbeat);
        heartbeat.Restart(0, Interval);
        return heartbeat;
    }
}
