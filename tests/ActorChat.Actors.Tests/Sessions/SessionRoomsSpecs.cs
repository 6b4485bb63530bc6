using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Sessions;

public sealed class SessionRoomsSpecs
{
    [Fact]
    public void A_joined_room_is_joined_until_it_is_left()
    {
        var rooms = new SessionRooms(5);
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
    public void Known_companions_save_a_look_up_and_a_full_memory_starts_over()
    {
        var rooms = new SessionRooms(1);
        rooms.RememberCompanion(Bob, AliceAndBob);
        Assert.Equal(AliceAndBob, rooms.WithCompanion(ALogin("BOB")));
        rooms.RememberCompanion(Carol, RoomKey.Of(Alice, Carol));
        Assert.Null(rooms.WithCompanion(Bob));
        Assert.NotNull(rooms.WithCompanion(Carol));
    }
}
