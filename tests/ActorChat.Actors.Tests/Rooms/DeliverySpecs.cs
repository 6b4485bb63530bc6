using ActorChat.Actors.Rooms;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>The marker one level below reading. In this room Alice wrote three messages.</summary>
public sealed class DeliverySpecs
{
    private static readonly RoomRules s_rules = new(null, null, TracksDelivery: true);

    private static readonly RoomState s_room = Enumerable.Range(1, 3).Aggregate(
        RoomState.Unopened(AliceAndBob).Apply(new RoomOpened(AliceAndBob, Noon)), (room, seq) => room.Apply(new MessagePosted(AliceAndBob, AMessage(seq), seq)));

    [Fact]
    public void A_marker_moves_on_and_leaves_reading_as_it_was()
    {
        var delivered = Assert.IsType<MessagesDelivered>(Decide(s_room, 2).Happened);
        Assert.Equal(new MessagesDelivered(AliceAndBob, Bob, 2, Noon), delivered);
        var room = s_room.Apply(delivered);
        Assert.Equal(new MemberStanding(0, 3) { DeliveredUpTo = 2 }, room.StandingOf(Bob));
        Assert.Equal(new RoomReply.Marked(1, 2, true), room.Unchanged(Mark(2)));
    }

    [Fact]
    public void A_marker_never_moves_back()
    {
        var room = s_room.Apply(new MessagesDelivered(AliceAndBob, Bob, 2, Noon));
        Assert.Equal(Decision.Nothing, Decide(room, 1));
        Assert.Equal(Decision.Nothing, Decide(room, 2));
        Assert.Equal(2, room.Apply(new MessagesDelivered(AliceAndBob, Bob, 1, Noon)).StandingOf(Bob).DeliveredUpTo);
    }

    [Fact]
    public void What_is_read_is_delivered()
    {
        var room = s_room.Apply(new MessagesDelivered(AliceAndBob, Bob, 2, Noon));
        Assert.Equal((1, 2), Markers(room.Apply(new MessagesRead(AliceAndBob, Bob, 0, 1, 2))));
        Assert.Equal((3, 3), Markers(room.Apply(new MessagesRead(AliceAndBob, Bob, 0, 3, 0))));
        Assert.Equal(Decision.Nothing, Decide(s_room.Apply(new MessagesRead(AliceAndBob, Bob, 0, 3, 0)), 3));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(long.MaxValue)]
    public void Only_a_message_that_can_have_been_seen_is_delivered(long seq) => Assert.Equal("invalid_request", s_room.Decide(Mark(seq), 2, s_rules, Noon).Refusal?.Code);

    [Fact]
    public void A_stranger_marks_nothing()
    {
        Assert.Equal(Decision.NoSuchRoom, s_room.Decide(Mark(1) with { Caller = Carol }, 3, s_rules, Noon));
        Assert.Equal(Decision.NoSuchRoom, RoomState.Unopened(AliceAndBob).Decide(Mark(1), 3, s_rules, Noon));
    }

    [Fact]
    public void Where_delivery_is_not_tracked_only_reading_moves_the_marker()
    {
        var rules = s_rules with { TracksDelivery = false };
        Assert.Equal(Decision.Nothing, s_room.Decide(Mark(3), 3, rules, Noon));
        Assert.Equal((2, 2), Markers(s_room.Apply(new MessagesRead(AliceAndBob, Bob, 0, 2, 1))));
    }

    private static (long Read, long Delivered) Markers(RoomState room) => (room.StandingOf(Bob).ReadUpTo, room.StandingOf(Bob).DeliveredUpTo);

    private static Decision Decide(RoomState room, long seq) => room.Decide(Mark(seq), 3, s_rules, Noon);

    private static RoomCommand.MarkDelivered Mark(long seq) => new(AliceAndBob.Number, Bob, 1, seq);
}
