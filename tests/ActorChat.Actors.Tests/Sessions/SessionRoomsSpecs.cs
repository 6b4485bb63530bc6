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
        rooms.Join(AliceAndBob);
        rooms.Join(AliceAndBob);
        Assert.Equal(1, rooms.Count);
        Assert.True(rooms.HasJoined(AliceAndBob.Number));
        Assert.True(rooms.HasJoinedWith(Bob));
        Assert.False(rooms.HasJoinedWith(Carol));
        Assert.Equal(AliceAndBob, rooms.Leave(AliceAndBob.Number));
        Assert.Null(rooms.Leave(AliceAndBob.Number));
        Assert.False(rooms.HasJoined(AliceAndBob.Number));
    }

    [Fact]
    public void News_that_come_late_from_an_owner_before_are_not_new()
    {
        var rooms = new SessionRooms();
        rooms.Join(AliceAndBob);
        Assert.Equal([true, true, false, false, true], new long[] { 1, 3, 3, 2, 4 }.Select(seq => rooms.AreNew(new RoomNews.MessageArrived(AliceAndBob, AMessage(seq), 1, 0))));
        Assert.Equal([true, false, true], new long[] { 2, 1, 3 }.Select(seq => rooms.AreNew(new RoomNews.MarkerMoved(AliceAndBob, Alice, seq))));
        Assert.True(rooms.AreNew(new RoomNews.MarkerMoved(AliceAndBob, Bob, 1)));
        Assert.True(rooms.AreNew(new RoomNews.SignShown(AliceAndBob, Bob, Sign.TypingOn)));
        rooms.Join(AliceAndBob);
        Assert.False(rooms.AreNew(new RoomNews.MessageArrived(AliceAndBob, AMessage(4), 1, 0)));
    }
}
