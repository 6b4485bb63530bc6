using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ActorChat.SocketIO.Tests.EngineIO;

public class TimerWheelSpecs
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_deadline_is_met_never_early_and_at_most_two_ticks_late()
    {
        using var wheel = new TimerWheel(_clock, new Background(NullLogger.Instance, _clock));
        var random = new Random(7);
        var alarms = Enumerable.Range(0, 500).Select(_ => new Alarm(wheel, random.Next(1, 30_000))).ToArray();
        foreach (var alarm in alarms)
        {
            wheel.Schedule(alarm.Node, alarm.Due);
        }

        for (var i = 0; i < 31_000; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.All(alarms, static alarm => Assert.InRange(alarm.RangAt, alarm.Due, alarm.Due + (2 * TimerWheel.TickMilliseconds)));
        Assert.All(alarms, static alarm => Assert.Equal(1, alarm.Rings));
    }

    [Fact]
    public void A_cancelled_deadline_is_not_met_and_a_moved_one_once()
    {
        using var wheel = new TimerWheel(_clock, new Background(NullLogger.Instance, _clock));
        var cancelled = new Alarm(wheel, 10);
        var moved = new Alarm(wheel, 50);
        wheel.Schedule(cancelled.Node, 10);
        wheel.Schedule(moved.Node, 5);
        wheel.Schedule(moved.Node, 50);
        wheel.Cancel(cancelled.Node);

        Advance(100);

        Assert.Equal(0, cancelled.Rings);
        Assert.Equal(1, moved.Rings);
        Assert.InRange(moved.RangAt, 50, 60);
    }

    [Fact]
    public void A_deadline_in_the_past_is_met_at_the_next_tick()
    {
        using var wheel = new TimerWheel(_clock, new Background(NullLogger.Instance, _clock));
        Advance(10_000);
        var late = new Alarm(wheel, 3);

        wheel.Schedule(late.Node, 3);
        Advance(10);

        Assert.Equal(1, late.Rings);
    }

    [Fact]
    public void A_pause_longer_than_a_turn_loses_nothing()
    {
        using var wheel = new TimerWheel(_clock, new Background(NullLogger.Instance, _clock));
        var alarms = Enumerable.Range(1, 100).Select(index => new Alarm(wheel, index * 97)).ToArray();
        Array.ForEach(alarms, alarm => wheel.Schedule(alarm.Node, alarm.Due));

        _clock.Advance(TimeSpan.FromMinutes(5));
        Advance(20_000);

        Assert.All(alarms, static alarm => Assert.Equal(1, alarm.Rings));
    }

    private void Advance(int milliseconds)
    {
        for (var i = 0; i < milliseconds; i++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    private sealed class Alarm : ITimed
    {
        private readonly TimerWheel _wheel;

        public Alarm(TimerWheel wheel, long due)
        {
            _wheel = wheel;
            Due = due;
            Node = new TimerNode(this);
        }

        public TimerNode Node { get; }

        public long Due { get; }

        public int Rings { get; private set; }

        public long RangAt { get; private set; } = -1;

        public void OnDue(long now)
        {
            Rings++;
            RangAt = _wheel.Now;
        }
    }
}
