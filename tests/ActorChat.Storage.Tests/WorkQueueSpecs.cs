using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Tests;

public class WorkQueueSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_full_queue_accepts_nothing_until_an_item_was_taken_out()
    {
        var queue = new WorkQueue<int>(2);
        Assert.True(queue.TryAdd(1));
        Assert.True(queue.TryAdd(2));
        Assert.False(queue.TryAdd(3));
        Assert.True(queue.TryTakeNow(out var first));
        Assert.True(queue.TryAdd(4));
        Assert.Equal([1, 2, 4], [first, .. Drain(queue)]);
    }

    [Fact]
    public void A_closed_queue_accepts_nothing_and_gives_what_it_has()
    {
        var queue = new WorkQueue<int>(2);
        queue.TryAdd(1);
        queue.Close();
        Assert.False(queue.TryAdd(2));
        Assert.True(queue.TryTake(out var left));
        Assert.Equal(1, left);
        Assert.False(queue.TryTake(out _));
    }

    [Fact]
    public async Task Items_of_many_threads_are_taken_exactly_once_by_many_threads_and_closing_wakes_them_all()
    {
        const int Each = 20_000;
        var queue = new WorkQueue<int>(int.MaxValue);
        var takers = Enumerable.Range(0, 3).Select(_ => Task.Factory.StartNew(() => Take(queue), TaskCreationOptions.LongRunning)).ToArray();
        var adders = Enumerable.Range(0, 3).Select(adder => Task.Run(() => Enumerable.Range(adder * Each, Each).All(queue.TryAdd))).ToArray();
        Assert.All(await Task.WhenAll(adders).WaitAsync(Patience), Assert.True);
        queue.Close();
        var taken = await Task.WhenAll(takers).WaitAsync(Patience);
        Assert.Equal(Enumerable.Range(0, 3 * Each), taken.SelectMany(static items => items).Order());
    }

    private static List<int> Take(WorkQueue<int> queue)
    {
        var taken = new List<int>();
        while (queue.TryTake(out var item))
        {
            taken.Add(item);
        }

        return taken;
    }

    private static IEnumerable<int> Drain(WorkQueue<int> queue)
    {
        while (queue.TryTakeNow(out var item))
        {
            yield return item;
        }
    }
}
