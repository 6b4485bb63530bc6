using System.Net;
using ActorChat.Host.Accounts;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Tests.Accounts;

/// <summary>The order in which passwords are hashed.</summary>
public class FairQueueSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly ClientAddress Crowd = Address("198.51.100.1");
    private static readonly ClientAddress Other = Address("198.51.100.2");
    private static readonly ClientAddress Third = Address("198.51.100.3");

    private readonly FairQueue<string> _queue = new(capacity: 6, perAddress: 4, Patience);

    [Fact]
    public void Addresses_take_turns_and_each_ones_own_come_in_their_order()
    {
        Add(HashKind.Login, Crowd, "c1", "c2", "c3");
        Add(HashKind.Login, Other, "o1", "o2");
        Assert.Equal(["c1", "o1", "c2", "o2", "c3"], TakeAll());
    }

    [Fact]
    public void Logins_go_before_registrations()
    {
        Add(HashKind.Registration, Crowd, "r1", "r2");
        Add(HashKind.Login, Other, "l1", "l2");
        Assert.Equal(["l1", "l2", "r1", "r2"], TakeAll());
    }

    [Fact]
    public void A_registration_that_has_waited_for_its_patience_takes_every_second_turn()
    {
        Add(HashKind.Registration, Crowd, "r1", "r2");
        Add(HashKind.Login, Other, "l1", "l2", "l3");
        Assert.Equal(["r1", "l1", "r2", "l2", "l3"], TakeAll(now: Patience));
        Add(HashKind.Registration, Crowd, "r1");
        Add(HashKind.Login, Other, "l1");
        Assert.Equal(["l1", "r1"], TakeAll(now: Patience - TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void A_bounded_number_of_one_address_waits()
    {
        Add(HashKind.Login, Crowd, "c1", "c2", "c3", "c4");
        Assert.False(TryAdd(HashKind.Login, Crowd, "c5", out _));
        Assert.True(TryAdd(HashKind.Login, Other, "o1", out _));
    }

    [Fact]
    public void A_full_queue_takes_a_newcomer_in_place_of_the_newest_item_of_the_one_with_the_most()
    {
        Add(HashKind.Login, Crowd, "c1", "c2", "c3", "c4");
        Add(HashKind.Login, Other, "o1", "o2");
        Assert.True(TryAdd(HashKind.Login, Third, "t1", out var displaced));
        Assert.Equal("c4", displaced);
        Assert.True(TryAdd(HashKind.Login, Third, "t2", out displaced));
        Assert.Equal("c3", displaced);
        Assert.False(TryAdd(HashKind.Login, Third, "t3", out displaced));
        Assert.Null(displaced);
        Assert.Equal(["c1", "o1", "t1", "c2", "o2", "t2"], TakeAll());
    }

    [Fact]
    public void Registrations_fill_no_place_of_a_login()
    {
        Add(HashKind.Registration, Crowd, "r1", "r2", "r3");
        Add(HashKind.Registration, Other, "r4", "r5", "r6");
        Add(HashKind.Login, Third, "l1", "l2");
        Assert.Equal(["l1", "l2", "r1", "r4", "r2", "r5", "r3", "r6"], TakeAll());
    }

    [Fact]
    public void A_whole_ipv6_network_has_one_turn()
    {
        Add(HashKind.Login, Address("2001:db8::1"), "n1");
        Add(HashKind.Login, Address("2001:db8::2"), "n2");
        Add(HashKind.Login, Address("2001:db8::ffff:1"), "n3");
        Add(HashKind.Login, Address("2001:db8:0:1::1"), "o1");
        Assert.Equal(["n1", "o1", "n2", "n3"], TakeAll());
    }

    [Fact]
    public void A_client_with_very_many_ipv6_networks_keeps_nobody_out_and_nobody_waiting()
    {
        for (var i = 0; i < 6; i++)
        {
            Add(HashKind.Login, Address($"2001:db8:0:{i}::1"), $"n{i}");
        }

        Assert.True(TryAdd(HashKind.Login, Other, "o1", out var displaced));
        Assert.Equal("n0", displaced);
        Assert.True(TryAdd(HashKind.Login, Address("2001:db8:1::1"), "m1", out displaced));
        Assert.Equal("n1", displaced);

        // Nobody of the crowded network itself gets in while all its addresses have equally many.
        Assert.False(TryAdd(HashKind.Login, Address("2001:db8:0:7::1"), "n7", out _));
        Assert.Equal(["n2", "o1", "m1", "n3", "n4", "n5"], TakeAll());
    }

    [Fact]
    public void In_a_crowded_site_the_address_with_the_most_gives_way_to_its_neighbours()
    {
        var (crowd, neighbour) = (Address("2001:db8:0:1::1"), Address("2001:db8:0:2::1"));
        Add(HashKind.Login, crowd, "c1", "c2", "c3", "c4");
        Add(HashKind.Login, neighbour, "n1", "n2");
        Assert.True(TryAdd(HashKind.Login, Address("2001:db8:0:3::1"), "t1", out var displaced));
        Assert.Equal("c4", displaced);
        Assert.Equal(["c1", "n1", "t1", "c2", "n2", "c3"], TakeAll());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_is_lost_if_networks_displace_one_another(int seed)
    {
        var random = new Random(seed);
        var queue = new FairQueue<int>(capacity: 20, perAddress: 8, Patience);
        var waiting = new HashSet<int>();
        for (var id = 0; id < 20_000; id++)
        {
            var address = Address($"2001:db8:{Math.Min(random.Next(4), random.Next(4))}:{random.Next(8)}::1");
            if (queue.TryAdd(HashKind.Login, address, id, id, out var displaced, out var hasDisplaced))
            {
                waiting.Add(id);
            }

            Assert.True(!hasDisplaced || waiting.Remove(displaced), $"seed {seed}: displaced what was not there");
            if (random.Next(3) == 0 && queue.TryTake(id, out var taken))
            {
                Assert.True(waiting.Remove(taken), $"seed {seed}: taken what was not there");
            }

            Assert.Equal(waiting.Count, queue.Count);
            Assert.InRange(queue.Count, 0, 20);
        }

        while (queue.TryTake(0, out var taken))
        {
            Assert.True(waiting.Remove(taken));
        }

        Assert.Empty(waiting);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Nothing_is_lost_or_taken_twice_and_nobody_waits_longer_than_one_turn_of_everybody(int seed)
    {
        var random = new Random(seed);
        var addresses = Enumerable.Range(0, 6).Select(i => Address($"198.51.100.{i}")).ToArray();
        var queue = new FairQueue<(int Id, ClientAddress Address)>(capacity: 20, perAddress: 8, Patience);
        var waiting = new HashSet<int>();
        for (var id = 0; id < 20_000; id++)
        {
            var address = addresses[Math.Min(random.Next(6), random.Next(6))];
            if (queue.TryAdd(HashKind.Login, address, (id, address), id, out var displaced, out var hasDisplaced))
            {
                waiting.Add(id);
            }

            Assert.True(!hasDisplaced || waiting.Remove(displaced.Id), $"seed {seed}: displaced what was not there");
            if (random.Next(3) == 0 && queue.TryTake(id, out var taken))
            {
                Assert.True(waiting.Remove(taken.Id), $"seed {seed}: taken what was not there");
            }

            Assert.Equal(waiting.Count, queue.Count);
            Assert.InRange(queue.Count, 0, 20);
        }

        // From here on nothing is added: each address gets one turn in every round.
        var rounds = new List<ClientAddress>();
        while (queue.TryTake(0, out var taken))
        {
            Assert.True(waiting.Remove(taken.Id));
            rounds.Add(taken.Address);
        }

        Assert.Empty(waiting);
        Assert.Equal(rounds.Distinct().Count(), rounds.Take(rounds.Distinct().Count()).Distinct().Count());
    }

    private static ClientAddress Address(string text) => ClientAddress.Of(IPAddress.Parse(text), 64);

    private void Add(HashKind kind, ClientAddress address, params string[] items) =>
        Assert.All(items, item => Assert.True(TryAdd(kind, address, item, out _)));

    private bool TryAdd(HashKind kind, ClientAddress address, string item, out string? displaced) =>
        _queue.TryAdd(kind, address, item, 0, out displaced, out _);

    private List<string> TakeAll(TimeSpan now = default)
    {
        var taken = new List<string>();
        while (_queue.TryTake(now.Ticks, out var item))
        {
            taken.Add(item);
        }

        return taken;
    }
}
