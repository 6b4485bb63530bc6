using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>Which texts go because they were kept long enough, and what is left of their messages.</summary>
public sealed class RetentionRulesSpecs
{
    private const long Day = 86_400_000;
    private static readonly RoomRules s_rules = new(null, null, TracksDelivery: true, Retention: TimeSpan.FromDays(30));
    private static readonly RoomState s_room = RoomState.Unopened(AliceAndBob).Apply(new RoomOpened(AliceAndBob, Noon)) with { Rev = 4, LastSeq = 9 };

    [Fact]
    public void Texts_that_are_older_go_one_change_for_each_and_the_first_younger_one_ends_it()
    {
        var page = new[] { Message(1, Noon), Message(2, Noon + 1) with { Details = new MessageDetails(1) { FirstReactions = ["👍"] } }, Message(3, Noon + Day) };
        var expiry = s_rules.Expire(s_room, null, page, Noon + (30 * Day) + 2);
        Assert.Equal([(1L, 5L), (2L, 6L)], expiry.Changes.Select(change => (change.Changed.Seq, change.Changed.Rev)));
        Assert.All(expiry.Changes, change => Assert.True(change is { Message: { Text: "", IsDeleted: true, Details.HasReactions: false }, Changed.OperationId: null }));
        Assert.Equal((1L, 2L, false), (expiry.Changes[1].Message.Details!.ReplyTo, expiry.UpTo, expiry.AnyMore));
    }

    [Fact]
    public void A_text_goes_only_after_its_time_and_with_a_whole_page_there_may_be_more()
    {
        Assert.Equal(0, s_rules.Expire(s_room, null, [Message(1, Noon)], Noon + (30 * Day)).UpTo);
        Assert.True(s_rules.Expire(s_room, null, [Message(1, Noon)], Noon + (30 * Day) + 1) is { UpTo: 1, AnyMore: true, Changes.Count: 1 });
        Assert.True(s_rules.Expire(s_room, null, [], Noon + (90 * Day)) is { UpTo: 0, AnyMore: false, Changes.Count: 0 });
    }

    [Fact]
    public void Messages_without_a_text_are_passed_over_and_change_nothing()
    {
        var page = new[] { Message(1, Noon).Erased(), Message(2, Noon) with { Text = "", Details = new MessageDetails(0) { DeletedAt = Noon, Rev = 1 } } };
        Assert.True(s_rules.Expire(s_room, null, page, Noon + (90 * Day)) is { UpTo: 2, Changes.Count: 0 });
    }

    [Theory]
    [InlineData(null, 31, true)]
    [InlineData(null, 29, false)]
    [InlineData(7 * Day, 8, true)]
    [InlineData(60 * Day, 31, false)]
    [InlineData(0L, 10_000, false)]
    public void A_rooms_own_retention_goes_before_that_of_the_settings(long? kept, int days, bool isExpired) =>
        Assert.Equal(isExpired, s_rules.IsExpired(kept, Noon, Noon + (days * Day)));

    [Fact]
    public void Without_any_retention_texts_are_kept_for_ever()
    {
        var rules = s_rules with { Retention = null };
        Assert.False(rules.IsExpired(null, 0, long.MaxValue / 2));
        Assert.True(rules.IsExpired(Day, Noon, Noon + (2 * Day)));
    }

    private static ChatMessage Message(long seq, long time) => AMessage(seq) with { Time = time };
}
