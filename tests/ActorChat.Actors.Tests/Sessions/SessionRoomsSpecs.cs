using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Sessions;

public sealed class SessionRoomsSpecs
{
    [Fact]
    public void A_joined_room_is_joined_until_it_is_left()
    {
        var rooms = new SessionRooms();
        rooms.Join(AliceAndBob, 0);
        rooms.Join(AliceAndBob, 0);
        Assert.Equal(1, rooms.Count);
        Assert.True(rooms.HasJoined(AliceAndBob.Number));
        Assert.True(rooms.SeesPresenceOf(Bob));
        Assert.False(rooms.SeesPresenceOf(Carol));
        Assert.Equal(AliceAndBob, rooms.Leave(AliceAndBob.Number));
        Assert.Null(rooms.Leave(AliceAndBob.Number));
        Assert.False(rooms.HasJoined(AliceAndBob.Number));
    }

    [Fact]
    public void News_that_come_late_from_an_owner_before_are_not_new()
    {
        var rooms = new SessionRooms();
        rooms.Join(AliceAndBob, 0);
        Assert.Equal(
            [SessionRooms.Novelty.New, SessionRooms.Novelty.New, SessionRooms.Novelty.Old, SessionRooms.Novelty.Old, SessionRooms.Novelty.New],
            new long[] { 2, 3, 3, 2, 4 }.Select(seq => rooms.NoveltyOf(Arrived(seq))));
        Assert.Equal(
            [SessionRooms.Novelty.New, SessionRooms.Novelty.Old, SessionRooms.Novelty.New],
            new long[] { 2, 1, 4 }.Select(seq => rooms.NoveltyOf(new RoomNews.MarkerMoved(AliceAndBob, Alice, seq))));
        Assert.Equal(SessionRooms.Novelty.New, rooms.NoveltyOf(new RoomNews.MarkerMoved(AliceAndBob, Bob, 1)));
        Assert.Equal(SessionRooms.Novelty.New, rooms.NoveltyOf(new RoomNews.SignShown(AliceAndBob, Bob, Sign.TypingOn)));
        rooms.Join(AliceAndBob, 0);
        Assert.Equal(SessionRooms.Novelty.Old, rooms.NoveltyOf(Arrived(4)));
    }

    [Fact]
    public void A_message_behind_a_missing_one_is_not_the_next()
    {
        var rooms = new SessionRooms();
        rooms.Join(AliceAndBob, 0);
        Assert.Equal([SessionRooms.Novelty.New, SessionRooms.Novelty.BehindGap], new long[] { 5, 7 }.Select(seq => rooms.NoveltyOf(Arrived(seq))));
        rooms.Leave(AliceAndBob.Number);
        rooms.Join(AliceAndBob, 0);
        Assert.Equal(SessionRooms.Novelty.New, rooms.NoveltyOf(Arrived(9)));
    }

    [Fact]
    public void What_was_there_when_the_session_joined_is_before_the_join_even_if_it_comes_later()
    {
        var rooms = new SessionRooms();
        rooms.Join(AliceAndBob, 7);
        Assert.Equal(
            [SessionRooms.Novelty.BeforeJoin, SessionRooms.Novelty.BeforeJoin, SessionRooms.Novelty.New, SessionRooms.Novelty.New],
            new long[] { 5, 7, 8, 9 }.Select(seq => rooms.NoveltyOf(Arrived(seq))));
    }

    [Fact]
    public void The_first_message_after_joining_must_be_the_next_one()
    {
        var rooms = new SessionRooms();
        rooms.Join(AliceAndBob, 7);
        Assert.Equal(SessionRooms.Novelty.BehindGap, rooms.NoveltyOf(Arrived(9)));
    }

    [Fact]
    public void The_first_change_after_joining_must_be_the_next_one_if_the_room_said_which_that_is()
    {
        var rooms = new SessionRooms();
        rooms.Join(AliceAndBob, 7, 0);
        Assert.Equal([SessionRooms.Novelty.BehindGap, SessionRooms.Novelty.New, SessionRooms.Novelty.Old, SessionRooms.Novelty.New], new long[] { 2, 1, 1, 2 }.Select(rev => rooms.NoveltyOf(Changed(rev))));
        rooms.Leave(AliceAndBob.Number);
        rooms.Join(AliceAndBob, 7);
        Assert.Equal([SessionRooms.Novelty.New, SessionRooms.Novelty.BehindGap], new long[] { 5, 7 }.Select(rev => rooms.NoveltyOf(Changed(rev))));
    }

    [Fact]
    public void A_change_that_was_there_when_the_session_joined_is_before_the_join()
    {
        var rooms = new SessionRooms();
        rooms.Join(AliceAndBob, 7, 5);
        Assert.Equal([SessionRooms.Novelty.BeforeJoin, SessionRooms.Novelty.New], new long[] { 5, 6 }.Select(rev => rooms.NoveltyOf(Changed(rev))));
    }

    [Fact]
    public void The_delivery_markers_of_the_two_users_are_apart()
    {
        var rooms = new SessionRooms();
        rooms.Join(AliceAndBob, 7, 0);
        Assert.Equal(SessionRooms.Novelty.New, rooms.NoveltyOf(new RoomNews.DeliveryMoved(AliceAndBob, Alice, 3)));
        Assert.Equal(SessionRooms.Novelty.Old, rooms.NoveltyOf(new RoomNews.DeliveryMoved(AliceAndBob, Alice, 2)));
        Assert.Equal(SessionRooms.Novelty.New, rooms.NoveltyOf(new RoomNews.DeliveryMoved(AliceAndBob, Bob, 2)));
    }

    [Fact]
    public void Presence_is_seen_while_neither_user_of_a_joined_room_blocks_the_other()
    {
        var rooms = new SessionRooms();
        Assert.False(rooms.TrySetBlock(AliceAndBob.Number, true, 0));
        rooms.Join(AliceAndBob, 0, 0, anyBlocks: true);
        Assert.False(rooms.SeesPresenceOf(Bob));
        Assert.True(rooms.TrySetBlock(AliceAndBob.Number, false, 0));
        Assert.False(rooms.TrySetBlock(AliceAndBob.Number, false, 0));
        Assert.True(rooms.SeesPresenceOf(Bob));
        rooms.Join(AliceAndBob, 0, 0, anyBlocks: true);
        Assert.False(rooms.SeesPresenceOf(Bob));
    }

    [Fact]
    public void What_a_former_owner_says_about_blocks_after_the_next_one_counts_no_more()
    {
        var rooms = new SessionRooms();
        rooms.Join(AliceAndBob, 0, 0, anyBlocks: true, epoch: 8);
        Assert.False(rooms.TrySetBlock(AliceAndBob.Number, false, 7));
        Assert.False(rooms.SeesPresenceOf(Bob));
        Assert.True(rooms.TrySetBlock(AliceAndBob.Number, false, 9));
        Assert.False(rooms.TrySetBlock(AliceAndBob.Number, true, 8));
        Assert.True(rooms.SeesPresenceOf(Bob));
    }

    private static RoomNews.ChangeArrived Changed(long rev) => new(AliceAndBob, AMessage(1) with { Details = new MessageDetails(0) { Rev = rev } }, false, 1, 0, 0);

    private static RoomNews.MessageArrived Arrived(long seq) => new(AliceAndBob, AMessage(seq), 1, 0);
}
