using ActorChat.Actors.Rooms;
using FsCheck.Xunit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

public sealed class RecentMessagesSpecs
{
    [Property(MaxTest = 5000)]
    public bool A_page_is_what_the_whole_history_would_give_or_none(byte stored, byte capacity, sbyte? before, sbyte? after, byte limit)
    {
        var all = History(stored % 40);
        var recent = Recent(all, (capacity % 20) + 1);
        var most = (limit % 15) + 1;
        var (expected, hasMore) = Naive(all, before, after, most);
        var page = recent.TryRead(before, after, most);
        return page is null
            ? expected.Any(message => message.Seq < recent.FirstSeq)
            : page.Messages.SequenceEqual(expected) && (expected.Count == 0 || page.HasMore == hasMore);
    }

    [Property(MaxTest = 2000)]
    public bool A_page_is_cut_to_its_bytes_as_the_whole_history_would_be_or_is_none(byte stored, byte capacity, sbyte? before, sbyte? after, ushort bytes)
    {
        var all = History(stored % 40);
        var recent = Recent(all, (capacity % 20) + 1);
        var within = all.Where(message => (before is null || message.Seq < before) && (after is null || message.Seq > after)).ToList();
        var expected = HistoryPage.Cut(within, after is not null, 50, bytes % 5000);
        var page = recent.TryRead(before, after, 50, bytes % 5000);
        return page is null
            ? expected.Messages.Any(message => message.Seq < recent.FirstSeq)
              || (after is null && expected.HasMore && expected.Messages.Any(message => message.Seq == recent.FirstSeq))
            : page.Messages.SequenceEqual(expected.Messages) && (expected.Messages.Count == 0 || page.HasMore == expected.HasMore);
    }

    [Property(MaxTest = 2000)]
    public bool A_count_is_what_the_whole_history_would_give_or_none(byte stored, byte capacity, byte after, byte upTo)
    {
        var all = History(stored % 40);
        var recent = Recent(all, (capacity % 20) + 1);
        var count = recent.TryCount(Bob, after % 45, upTo % 45);
        return count is null
            ? (after % 45) + 1 < recent.FirstSeq
            : count == all.Count(message => message.Author == Bob && message.Seq > after % 45 && message.Seq <= upTo % 45);
    }

    [Property]
    public bool It_holds_the_latest_up_to_its_capacity(byte stored, byte capacity)
    {
        var all = History(stored);
        var recent = Recent(all, (capacity % 50) + 1);
        return recent.Count == Math.Min(stored, (capacity % 50) + 1) && recent.LastSeq == stored
            && (stored == 0 || recent.FirstSeq == stored - recent.Count + 1);
    }

    [Fact]
    public void A_room_without_messages_has_an_empty_page_and_no_more()
    {
        var page = new RecentMessages(5).TryRead(null, null, 50);
        Assert.NotNull(page);
        Assert.Empty(page.Messages);
        Assert.False(page.HasMore);
    }

    [Fact]
    public void The_latest_page_of_a_longer_history_says_that_there_is_more()
    {
        var page = Recent(History(100), 50).TryRead(null, null, 50);
        Assert.Equal((51, 100, true), (page?.Messages[0].Seq, page?.Messages[^1].Seq, page?.HasMore));
    }

    [Fact]
    public void A_page_forward_begins_after_the_last_known_message()
    {
        var page = Recent(History(100), 50).TryRead(null, 60, 10);
        Assert.Equal((61, 70, true), (page?.Messages[0].Seq, page?.Messages[^1].Seq, page?.HasMore));
    }

    [Theory]
    [InlineData(long.MaxValue, null)]
    [InlineData(null, long.MaxValue)]
    [InlineData(long.MinValue, null)]
    [InlineData(null, long.MinValue)]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(long.MaxValue, long.MinValue)]
    public void Bounds_far_outside_are_harmless(long? before, long? after)
    {
        var all = History(10);
        var page = Recent(all, 20).TryRead(before, after, 200);
        Assert.Equal(all.Where(message => message.Seq < (before ?? long.MaxValue) && message.Seq > (after ?? 0)), page?.Messages);
    }

    [Fact]
    public void A_client_id_is_found_for_its_author_only()
    {
        var recent = new RecentMessages(2);
        recent.Add(AMessage(1, Alice, "x"));
        recent.Add(AMessage(2, Bob, "x"));
        Assert.Equal(1, recent.FindByClientId(Alice, "x")?.Seq);
        Assert.Equal(2, recent.FindByClientId(ALogin("BOB"), "x")?.Seq);
        Assert.Null(recent.FindByClientId(Alice, "y"));
        recent.Add(AMessage(3, Bob));
        Assert.Null(recent.FindByClientId(Alice, "x"));
    }

    [Fact]
    public void A_message_that_changed_takes_its_own_place_if_it_is_held()
    {
        var recent = Recent(History(5), 3);
        recent.Change(AMessage(4) with { Text = "new" });
        recent.Change(AMessage(2) with { Text = "not held" });
        Assert.Equal(["text 3", "new", "text 5"], recent.TryRead(null, 2, 50)!.Messages.Select(message => message.Text));
        Assert.Equal("new", recent.Find(4)?.Text);
        Assert.All([0L, 2, 6], seq => Assert.Null(recent.Find(seq)));
        Assert.Null(new RecentMessages(3).Find(1));
    }

    [Fact]
    public void Of_an_erased_author_the_places_stay_and_no_reaction_on_any_message()
    {
        var recent = new RecentMessages(3);
        var details = new MessageDetails(0) { Rev = 1, FirstReactions = ["👍"], SecondReactions = ["❤"] };
        recent.Add(AMessage(1, Alice) with { Details = details });
        recent.Add(AMessage(2, Bob) with { Details = details });
        recent.Add(AMessage(3, Bob));
        recent.Erase(new AuthorErased(AliceAndBob, Alice, 1));
        Assert.True(recent.Find(1)!.IsErased);
        Assert.Equal("text 2", recent.Find(2)!.Text);
        Assert.All([1L, 2], seq => Assert.Equal(details with { FirstReactions = [] }, recent.Find(seq)!.Details));
        Assert.Null(recent.Find(3)!.Details);
    }

    private static List<ChatMessage> History(int count) =>
        [.. Enumerable.Range(1, count).Select(seq => AMessage(seq, seq % 3 == 0 ? Bob : Alice))];

    private static RecentMessages Recent(List<ChatMessage> all, int capacity)
    {
        var recent = new RecentMessages(capacity);
        all.ForEach(recent.Add);
        return recent;
    }

    /// <summary>The interface in its plainest words.</summary>
    private static (List<ChatMessage> Page, bool HasMore) Naive(List<ChatMessage> all, long? before, long? after, int limit)
    {
        var within = all.Where(message => (before is null || message.Seq < before) && (after is null || message.Seq > after)).ToList();
        return (after is not null ? [.. within.Take(limit)] : within.TakeLast(limit).ToList(), within.Count > limit);
    }
}
