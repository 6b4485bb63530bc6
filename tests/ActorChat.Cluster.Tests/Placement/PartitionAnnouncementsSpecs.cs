using System.Threading.Channels;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Routing;
using ActorChat.Cluster.Placement;
using ActorChat.Cluster.Tests.Links;
using Akka.Actor;

namespace ActorChat.Cluster.Tests.Placement;

/// <summary>Where the routes of a node lead when partitions open and leave on another one.</summary>
public sealed class PartitionAnnouncementsSpecs : IAsyncLifetime
{
    private readonly List<int> _lost = [];
    private readonly RoomRoutes _routes = new(ARoomSettings(), TimeProvider.System);
    private readonly Node _a;
    private readonly Node _b;
    private readonly PartitionAnnouncements _announced;
    private readonly PartitionAnnouncements _followed;
    private readonly LooseWire _wire;

    public PartitionAnnouncementsSpecs()
    {
        PartitionAnnouncements? announced = null, followed = null;
        _a = new Node("a", Node.Settings with { BufferBytes = 2000 }, links => Begin(announced = new PartitionAnnouncements(links), new RoomRoutes(ARoomSettings(), TimeProvider.System), _ => { }));
        _b = new Node("b", registers: links => Begin(followed = new PartitionAnnouncements(links), _routes, Lost));
        (_announced, _followed) = (announced!, followed!);
        _wire = _a.MeetBy(_b);
    }

    public async Task InitializeAsync()
    {
        await _a.UntilAsync("joined b");
        await _b.UntilAsync("joined a");
    }

    public async Task DisposeAsync()
    {
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    [Fact]
    public async Task Routes_follow_a_partition_that_opens_and_leaves_elsewhere()
    {
        _announced.Opened(1, 7, null, Owner);
        await KnownAsync();
        Assert.Equal((7, true), (_routes[1].Epoch, _routes[1].Owner is not null));
        _announced.Withdrawn(1, 7);
        await KnownAsync();
        Assert.Null(_routes[1].Owner);
        _announced.Opened(1, 8, 7, Owner);
        await KnownAsync();
        Assert.Equal((8, true), (_routes[1].Epoch, _routes[1].Owner is not null));
        Assert.Empty(Losses());
    }

    [Fact]
    public async Task An_opening_with_a_gap_is_told_before_the_routes_lead_there()
    {
        _announced.Opened(1, 7, null, Owner);
        _announced.Opened(1, 9, null, Owner);
        await KnownAsync();
        Assert.Equal([1], Losses());
        Assert.Equal(9, _routes[1].Epoch);
    }

    [Fact]
    public async Task A_lost_link_costs_the_partitions_there_until_the_next_link_begins_with_them()
    {
        _announced.Opened(1, 7, null, Owner);
        _announced.Opened(2, 3, null, Owner);
        await KnownAsync();
        var before = _routes[1].Owner;
        _wire.Rule = static frame => frame.Number > 0 ? 0 : 1;
        for (var i = 0; i < 100; i++)
        {
            _a.Say(i);
        }

        await _b.UntilAsync("lost a");
        Assert.Equal([1, 2], Losses());
        _wire.Rule = static _ => 1;
        await _b.UntilAsync("joined a");
        await _a.UntilAsync("joined b");
        await KnownAsync();
        Assert.Equal(7, _routes[1].Epoch);
        Assert.NotNull(_routes[1].Owner);
        Assert.NotEqual(before, _routes[1].Owner);
        Assert.Equal([1, 2], Losses());
    }

    [Fact]
    public async Task The_node_where_a_partition_is_open_is_asked_for_it_and_answers_whoever_asked()
    {
        var (asked, told) = (Channel.CreateUnbounded<int>(), Channel.CreateUnbounded<int>());
        _a.System.ActorOf(Props.Create(() => new Asked(asked.Writer)), "rooms");
        var asker = _b.System.ActorOf(Props.Create(() => new Asked(told.Writer)), "rooms");
        Assert.True(_followed.AnyOther);
        _followed.Pull(2, asker);
        _announced.Opened(1, 7, null, Owner);
        await KnownAsync();
        _followed.Pull(1, asker);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        Assert.Equal(1, await asked.Reader.ReadAsync(patience.Token));
        Assert.Equal(1, await told.Reader.ReadAsync(patience.Token));
        _announced.Pull(1, asker);
        await KnownAsync();
        Assert.False(asked.Reader.TryRead(out _));
    }

    private sealed class Asked : ReceiveActor
    {
        public Asked(ChannelWriter<int> told)
        {
            Receive<PartitionCommands.Pull>(pull =>
            {
                told.TryWrite(pull.Partition);
                Sender.Tell(new PartitionCommands.HandedOver(pull.Partition));
            });
            Receive<PartitionCommands.HandedOver>(handed => told.TryWrite(handed.Partition));
        }
    }

    private IActorRef Owner => ((ExtendedActorSystem)_a.System).Provider.ResolveActorRef("akka://links/user/rooms/1-1");

    private static RoomSettings ARoomSettings() => RoomSettings.From(new Settings.SettingsReader(RepositoryFiles.Hocon())) with { Partitions = 4 };

    private static void Begin(PartitionAnnouncements announced, RoomRoutes routes, Action<int> lost) => announced.Lead(routes, lost);

    /// <summary>While sessions are told, no request finds the way.</summary>
    private void Lost(int partition)
    {
        Assert.Null(_routes[partition].Owner);
        lock (_lost)
        {
            _lost.Add(partition);
        }
    }

    private List<int> Losses()
    {
        lock (_lost)
        {
            return [.. _lost];
        }
    }

    /// <summary>What was announced is applied once it is acknowledged.</summary>
    private Task KnownAsync() => _a.Links.WhenAllReachedAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(30));
}
