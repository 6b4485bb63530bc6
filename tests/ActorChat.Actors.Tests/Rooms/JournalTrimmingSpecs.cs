using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Tests.Rooms;

public class JournalTrimmingSpecs
{
    private readonly JournalTrimming _trimming = new(everyEvents: 10);

    [Fact]
    public void A_trim_begins_after_so_many_events_and_not_before()
    {
        _trimming.Written(9);
        Assert.False(_trimming.TryBegin(mustEmpty: false));
        _trimming.Written(1);
        Assert.True(_trimming.TryBegin(mustEmpty: false));
    }

    [Fact]
    public void A_journal_to_be_emptied_is_trimmed_however_few_events_it_holds() => Assert.True(_trimming.TryBegin(mustEmpty: true));

    [Fact]
    public void One_trim_is_under_way_at_a_time_and_the_count_begins_anew_with_it()
    {
        _trimming.Written(10);
        Assert.True(_trimming.TryBegin(mustEmpty: false));
        _trimming.Written(10);
        Assert.False(_trimming.TryBegin(mustEmpty: true));
        _trimming.Ended();
        Assert.True(_trimming.TryBegin(mustEmpty: false));
        _trimming.Ended();
        Assert.False(_trimming.TryBegin(mustEmpty: false));
    }

    [Theory]
    [InlineData(7, 9, 7)]
    [InlineData(9, 9, 8)]
    [InlineData(0, 0, -1)]
    public void A_trim_goes_up_to_what_the_tables_hold_safely_but_leaves_the_last_event(long durable, long last, long upTo) =>
        Assert.Equal(upTo, JournalTrimming.UpTo(durable, last));
}
