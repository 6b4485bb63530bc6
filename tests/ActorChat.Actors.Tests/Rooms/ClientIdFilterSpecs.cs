using ActorChat.Actors.Rooms;
using FsCheck.Xunit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

public sealed class ClientIdFilterSpecs
{
    [Property]
    public bool It_never_says_no_to_an_id_it_has_seen(string[] ids)
    {
        var filter = new ClientIdFilter(1024);
        foreach (var id in ids)
        {
            filter.Add(Alice, id ?? "");
        }

        return ids.All(id => filter.MayContain(ALogin("ALICE"), id ?? ""));
    }

    [Fact]
    public void It_never_says_no_even_far_beyond_its_bound()
    {
        var filter = Filled(maxBytes: 1024, ids: 50_000);
        Assert.All(Enumerable.Range(0, 50_000), i => Assert.True(filter.MayContain(Alice, $"id-{i}")));
        Assert.True(filter.IsFull);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(36)]
    [InlineData(1_000)]
    [InlineData(10_000)]
    [InlineData(50_000)]
    public void Few_new_ids_are_taken_for_old_ones(int ids)
    {
        var filter = Filled(192 << 10, ids);
        Assert.False(filter.IsFull);
        Assert.InRange(Enumerable.Range(0, 100_000).Count(i => filter.MayContain(Alice, $"other-{i}")), 0, 5);
    }

    [Fact]
    public void The_same_id_of_the_companion_is_another_one()
    {
        var filter = Filled(128 << 10, 1_000);
        Assert.InRange(Enumerable.Range(0, 1_000).Count(i => filter.MayContain(Bob, $"id-{i}")), 0, 10);
    }

    [Fact]
    public void An_empty_one_knows_nothing()
    {
        var filter = new ClientIdFilter(1024);
        Assert.False(filter.MayContain(Alice, "x"));
        Assert.False(filter.IsFull);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(5000)]
    [InlineData(128 << 10)]
    public void Its_memory_has_a_bound(int maxBytes)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var filter = Filled(maxBytes, 200_000, "id");
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        // The bits, one more layer of the smallest size, and the overhead of their objects and list.
        Assert.InRange(allocated, 1, maxBytes + 128 + 2048);
        Assert.True(filter.IsFull);
    }

    private static ClientIdFilter Filled(int maxBytes, int ids, string? same = null)
    {
        var filter = new ClientIdFilter(maxBytes);
        for (var i = 0; i < ids; i++)
        {
            filter.Add(Alice, same ?? $"id-{i}");
        }

        return filter;
    }
}
