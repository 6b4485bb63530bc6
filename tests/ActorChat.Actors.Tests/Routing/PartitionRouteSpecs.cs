using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Routing;
using Akka.TestKit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Routing;

/// <summary>Where requests for a partition go, while it has an owner and while it has none.</summary>
public sealed class PartitionRouteSpecs : ActorSpec
{
    private static readonly TimeSpan s_heldFor = TimeSpan.FromSeconds(5);

    private readonly TestProbe _owner;
    private readonly TestProbe _next;
    private readonly TestProbe _sender;

    public PartitionRouteSpecs() => (_owner, _next, _sender) = (CreateTestProbe("owner"), CreateTestProbe("next"), CreateTestProbe("sender"));

    [Fact]
    public async Task The_highest_epoch_owns_the_partition_in_whatever_order_they_announce_themselves()
    {
        var route = Route();
        route.Announce(2, _next);
        route.Announce(1, _owner);
        Tell(route, 1);
        Assert.Equal(1, (await _next.ExpectMsgAsync<RoomCommand.Post>()).RequestId);
        route.Withdraw(1);
        Assert.Equal(_next.Ref, route.Owner);
    }

    [Fact]
    public void A_late_announcement_of_one_that_has_left_changes_nothing()
    {
        var route = Route();
        route.Withdraw(1);
        route.Announce(1, _owner);
        Assert.Null(route.Owner);
        route.Announce(2, _next);
        Assert.Equal(_next.Ref, route.Owner);
    }

    [Fact]
    public async Task An_owner_to_whom_the_way_was_lost_can_be_announced_again()
    {
        var route = Route();
        route.Announce(1, _owner);
        route.Lose(_next);
        Assert.Equal(_owner.Ref, route.Owner);
        route.Lose(_owner);
        Tell(route, 1);
        route.Announce(1, _owner);
        Assert.Equal(1, (await _owner.ExpectMsgAsync<RoomCommand.Post>()).RequestId);
    }

    [Fact]
    public async Task Held_requests_reach_the_next_owner_in_order_and_before_later_ones()
    {
        var route = Route();
        Tell(route, 1);
        Tell(route, 2);
        route.Announce(1, _owner);
        Tell(route, 3);
        await ExpectInOrderAsync(1, 2, 3);
    }

    [Fact]
    public async Task What_is_held_for_an_owner_and_what_goes_there_later_is_of_one_turn()
    {
        var route = Route();
        var turn = route.Turn;
        Assert.True(route.TryTell(APost(Alice, requestId: 1), _sender, turn));
        route.Announce(1, _owner);
        Assert.True(route.TryTell(APost(Alice, requestId: 2), _sender, turn));
        route.Announce(2, _owner);
        Assert.True(route.TryTell(APost(Alice, requestId: 3), _sender, turn));
        await ExpectInOrderAsync(1, 2, 3);
    }

    [Theory]
    [InlineData("withdrawn")]
    [InlineData("lost")]
    [InlineData("replaced")]
    public async Task A_request_of_an_earlier_turn_is_not_sent_once_the_route_has_changed(string how)
    {
        var route = Route();
        route.Announce(1, _owner);
        var turn = route.Turn;
        switch (how)
        {
            case "withdrawn": route.Withdraw(1); break;
            case "lost": route.Lose(_owner); break;
            default: route.Announce(2, _next); break;
        }

        Assert.False(route.TryTell(APost(Alice, requestId: 1), _sender, turn));
        Assert.True(route.TryTell(APost(Alice, requestId: 2), _sender, route.Turn));
        route.Announce(3, _next);
        Assert.Equal(2, (await _next.ExpectMsgAsync<RoomCommand.Post>()).RequestId);
        Assert.Empty(await AllBeforeAsync(_owner, "end"));
    }

    [Fact]
    public async Task Who_waits_for_an_owner_gets_the_next_one()
    {
        var route = Route();
        var owner = route.OwnerAsync();
        Assert.False(owner.IsCompleted);
        route.Announce(1, _owner);
        Assert.Equal(_owner.Ref, await owner);
        Assert.Equal(_owner.Ref, await route.OwnerAsync());
    }

    [Fact]
    public async Task Late_requests_are_unavailable_and_the_others_stay()
    {
        var route = Route();
        Tell(route, 1);
        Clock.Advance(s_heldFor / 2);
        Tell(route, 2);
        Clock.Advance(s_heldFor / 2);
        route.RefuseLate();
        Assert.Equal(new RoomReply.Refused(1, ChatError.Unavailable), await _sender.ExpectMsgAsync<RoomReply>());
        route.Announce(1, _owner);
        await ExpectInOrderAsync(2);
    }

    [Fact]
    public async Task A_request_above_the_bound_is_unavailable()
    {
        var route = Route(maxHeld: 1);
        Tell(route, 1);
        Tell(route, 2);
        Assert.Equal(new RoomReply.Refused(2, ChatError.Unavailable), await _sender.ExpectMsgAsync<RoomReply>());
    }

    [Fact]
    public async Task Nobody_has_to_wait_for_the_reply()
    {
        var route = Route(maxHeld: 1);
        route.Tell(APost(Alice), null);
        route.Tell(APost(Bob), null);
        route.Announce(1, _owner);
        Assert.Equal(Alice, (await _owner.ExpectMsgAsync<RoomCommand.Post>()).Caller);
    }

    private PartitionRoute Route(int maxHeld = 100) => new(maxHeld, s_heldFor, Clock);

    private void Tell(PartitionRoute route, long requestId) => route.Tell(APost(Alice, requestId: requestId), _sender);

    private async Task ExpectInOrderAsync(params long[] requestIds)
    {
        foreach (var requestId in requestIds)
        {
            Assert.Equal(requestId, (await _owner.ExpectMsgAsync<RoomCommand.Post>()).RequestId);
        }
    }
}
