using ActorChat.Bench;

namespace ActorChat.Budgets.Load;

public sealed class ScheduleSpecs
{
    [Fact]
    public void Without_a_ramp_messages_are_due_at_equal_distances()
    {
        var schedule = new Schedule(rate: 1000, ramp: TimeSpan.Zero);
        Assert.Equal(TimeSpan.FromMilliseconds(1), schedule.DueAt(1));
        Assert.Equal(TimeSpan.FromSeconds(2), schedule.DueAt(2000));
        Assert.Equal(2000, schedule.DueWithin(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void In_the_ramp_the_rate_grows_evenly_and_half_of_it_is_due()
    {
        var schedule = new Schedule(rate: 1000, ramp: TimeSpan.FromSeconds(10));
        Assert.Equal(1250, schedule.DueWithin(TimeSpan.FromSeconds(5)));
        Assert.Equal(5000, schedule.DueWithin(TimeSpan.FromSeconds(10)));
        Assert.Equal(6000, schedule.DueWithin(TimeSpan.FromSeconds(11)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1250)]
    [InlineData(5000)]
    [InlineData(123_456)]
    public void A_message_is_due_at_its_time_and_not_before(long number)
    {
        var schedule = new Schedule(rate: 1000, ramp: TimeSpan.FromSeconds(10));
        Assert.Equal(number, schedule.DueWithin(schedule.DueAt(number) + TimeSpan.FromMicroseconds(1)));
        Assert.Equal(number - 1, schedule.DueWithin(schedule.DueAt(number) - TimeSpan.FromMicroseconds(1)));
    }
}
