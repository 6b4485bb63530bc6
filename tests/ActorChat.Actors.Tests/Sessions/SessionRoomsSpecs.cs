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
}
