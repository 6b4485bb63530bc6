using ActorChat.Actors.Rooms;
using FsCheck.Xunit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

public sealed class HistoryPageSpecs
{
    [Property(MaxTest = 500)]
    public bool Pages_follow_each_other_without_a_gap_in_both_directions(byte count, ushort bytes, byte limit)
    {
        var all = History(count % 60);
        return new[] { true, false }.All(forward =>
        {
            var rest = all;
            var seen = new List<ChatMessage>();
            for (var more = true; more;)
            {
                var page = HistoryPage.Cut(rest, forward, (limit % 20) + 1, bytes);
                seen.InsertRange(forward ? seen.Count : 0, page.Messages);
                rest = forward ? [.. rest.Skip(page.Messages.Count)] : [.. rest.SkipLast(page.Messages.Count)];
                more = page.HasMore;
            }

            return seen.SequenceEqual(all);
        });
    }

    [Property(MaxTest = 500)]
    public bool A_page_keeps_to_its_bytes_unless_it_has_one_message_alone(byte count, ushort bytes, bool forward)
    {
        var page = HistoryPage.Cut(History(count % 60), forward, 200, bytes);
        return page.Messages.Count <= 1 || page.Messages.Sum(JsonSize.Of) <= bytes;
    }

    [Fact]
    public void A_page_ends_where_the_next_page_continues()
    {
        var all = History(10);
        var (forFirst, forLast) = (all.Take(3).Sum(JsonSize.Of), all.TakeLast(3).Sum(JsonSize.Of));
        Assert.Equal([1L, 2, 3], HistoryPage.Cut(all, forward: true, 10, forFirst).Messages.Select(message => message.Seq));
        Assert.Equal([8L, 9, 10], HistoryPage.Cut(all, forward: false, 10, forLast).Messages.Select(message => message.Seq));
        Assert.False(HistoryPage.Cut(all, forward: true, 10, int.MaxValue).HasMore);
    }

    private static List<ChatMessage> History(int count) =>
        [.. Enumerable.Range(1, count).Select(seq => AMessage(seq) with { Text = new string('x', seq * 37 % 400) })];
}
