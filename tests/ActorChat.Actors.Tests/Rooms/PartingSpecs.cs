using ActorChat.Actors.Rooms;
using ActorChat.Testing;
using Akka.Actor;
using Akka.TestKit;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>A partition that moves goes on where it is until its next owner asks for it.</summary>
public sealed class PartingSpecs : LeasedPartitionSpec
{
    private readonly TestProbe _next;

    public PartingSpecs()
    {
        _next = CreateTestProbe("next");
        Placement = Placement with { OpensAll = false };
    }

    [Fact]
    public async Task A_partition_that_parts_goes_on_until_its_next_owner_asks_for_it()
    {
        await OpenHereAsync();
        Part();
        await PostAsync("a");
        await PostAsync("b");
        Pull();
        await ExpectHandedOverAsync(_next);
        await FishAsync<WithdrawnHere>(Announced);
        Assert.Equal([(0, 1L, true)], Leases.Releases);
    }

    [Fact]
    public async Task A_partition_that_nobody_asks_for_is_handed_over_all_the_same()
    {
        await OpenHereAsync();
        Part();
        await PostAsync("a");
        await PassRenewingAsync(Rooms.PartingTimeout);
        await AwaitAssertAsync(() => Assert.Equal([(0, 1L, true)], Leases.Releases));
    }

    [Fact]
    public async Task Without_another_node_a_partition_that_parts_is_handed_over_at_once()
    {
        AnyOther = false;
        await OpenHereAsync();
        Part();
        await AwaitAssertAsync(() => Assert.Equal([(0, 1L, true)], Leases.Releases));
    }

    [Fact]
    public async Task As_long_as_it_belongs_here_nobody_gets_it()
    {
        await OpenHereAsync();
        Pull();
        await PostAsync("a");
        Assert.Empty(await AllBeforeAsync(_next, "end"));
        Assert.Empty(Leases.Releases);
    }

    [Fact]
    public async Task A_partition_that_is_placed_here_again_stays()
    {
        await OpenHereAsync();
        Part();
        OpenAgain();
        Pull();
        await PassRenewingAsync(Rooms.PartingTimeout);
        await PostAsync("a");
        Assert.Empty(await AllBeforeAsync(_next, "end"));
        Assert.Empty(Leases.Releases);
    }

    [Fact]
    public async Task A_partition_that_is_placed_here_again_while_it_is_handed_over_opens_once_that_is_done()
    {
        await OpenHereAsync();
        await ExpectOpenedAsync(1, follows: null);
        Part();
        Pull();
        OpenAgain();
        await ExpectHandedOverAsync(_next);
        await ExpectOpenedAsync(2, follows: 1);
    }

    [Fact]
    public async Task Everybody_who_asks_is_answered_once_it_is_handed_over()
    {
        await OpenHereAsync();
        var other = CreateTestProbe("other");
        Part();
        await ShutWritesAsync("a", 1);
        Pull();
        Pull();
        Partitions.Tell(new PartitionCommands.Pull(0), other);
        await AwaitClosedAsync();
        Assert.Empty(await AllBeforeAsync(_next, "end"));
        Journal.Writes.Open();
        await ExpectPostedAsync(1, seq: 1);
        await ExpectHandedOverAsync(_next);
        await ExpectHandedOverAsync(_next);
        await ExpectHandedOverAsync(other);
        Pull();
        await ExpectHandedOverAsync(_next);
    }

    [Fact]
    public async Task A_partition_that_parts_and_crashes_is_not_opened_here_again()
    {
        await OpenHereAsync();
        Part();
        await PartedAsync();
        Partition.Tell(Kill.Instance);
        await NoneHereAsync();
        await AwaitAssertAsync(() => Assert.Equal([(0, 1L, false)], Leases.Releases));
        await PassRenewingAsync(Rooms.PartingTimeout + Rooms.RestartBackoffMax);
        await PartedAsync();
        Assert.Equal(1, Leases.EpochOf(0));
    }

    [Fact]
    public async Task A_partition_that_parts_and_finds_its_lease_held_elsewhere_ends()
    {
        await OpenHereAsync();
        Part();
        Here.Requests.Shut();
        Clock.Advance(LeaseLength);
        Assert.Equal(2, (await Elsewhere.TakeAsync(0)).Epoch);
        Here.Requests.Open();
        await AwaitClosedAsync();
        await SettledAsync();
        Pass(Rooms.RestartBackoffMin);
        await NoneHereAsync();
        Assert.DoesNotContain(await AllBeforeAsync(Announced, "end"), told => told is Pulled);
    }

    [Fact]
    public async Task A_partition_that_waits_for_its_lease_asks_for_it_and_opens_as_soon_as_it_is_handed_over()
    {
        Assert.Equal(1, (await Elsewhere.TakeAsync(0)).Epoch);
        Start(Rooms);
        OpenAgain();
        await FishAsync<Pulled>(Announced);
        await Elsewhere.ReleaseAsync(0, 1, inOrder: true);
        Partitions.Tell(new PartitionCommands.HandedOver(0), _next);
        await ExpectOpenedAsync(2, follows: 1);
    }

    [Fact]
    public async Task Without_an_answer_it_asks_again_until_the_lease_runs_out()
    {
        Assert.Equal(1, (await Elsewhere.TakeAsync(0)).Epoch);
        Start(Rooms);
        OpenAgain();
        await FishAsync<Pulled>(Announced);
        await SettledAsync();
        Pass(Rooms.LeaseRenewEvery);
        await FishAsync<Pulled>(Announced);
        await SettledAsync();
        Pass(LeaseLength);
        await ExpectOpenedAsync(2, follows: null);
    }

    [Fact]
    public async Task A_partition_that_waits_for_its_lease_and_parts_ends_at_once()
    {
        Assert.Equal(1, (await Elsewhere.TakeAsync(0)).Epoch);
        Start(Rooms);
        OpenAgain();
        await FishAsync<Pulled>(Announced);
        Part();
        await NoneHereAsync();
        Assert.Equal(1, Leases.EpochOf(0));
    }

    private void Part() => Partitions.Tell(new PartitionCommands.Part(0), Operator);

    private void Pull() => Partitions.Tell(new PartitionCommands.Pull(0), _next);

    private async Task OpenHereAsync()
    {
        Start(Rooms);
        OpenAgain();
        await AwaitAssertAsync(() => Assert.NotNull(Routes[0].Owner));
    }

    /// <summary>The parent has handled everything before.</summary>
    private Task<ActorIdentity> PartedAsync() => Partitions.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(60));

    private Task<PartitionCommands.NoneHere> NoneHereAsync() => Partitions.Ask<PartitionCommands.NoneHere>(PartitionCommands.TellWhenNoneIsHere.Instance, TimeSpan.FromSeconds(60));

    private static async Task ExpectHandedOverAsync(TestProbe asker) => Assert.Equal(new PartitionCommands.HandedOver(0), await asker.ExpectMsgAsync<PartitionCommands.HandedOver>());
}
