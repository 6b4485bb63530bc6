using System.Collections.Concurrent;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>New rooms are counted for the user who opens them, by whichever request.</summary>
public sealed class NewRoomSpecs : RoomActorSpec
{
    private readonly OneNewRoomEach _limits = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Above_the_limit_no_new_room_is_opened_by_joining_or_by_a_message(bool byMessage)
    {
        Assert.True(_limits.TryOpenRoom(Alice, out _));
        var room = await AwakeWithLimitsAsync(null);
        Ask(room, byMessage ? APost(Alice, byCompanion: true) : new RoomCommand.Open(AliceAndBob, Alice, 1));
        Assert.Equal(ChatError.TooManyNewRooms with { RetryAfter = OneNewRoomEach.Wait }, (await Asker.ExpectMsgAsync<RoomReply.Refused>()).Error);

        // The companion has a separate limit, and the refused request left nothing behind.
        Ask(room, new RoomCommand.Open(AliceAndBob, Bob, 2));
        Persist(room, await AppendedToWriterAsync());
        Assert.True((await Asker.ExpectMsgAsync<RoomReply.Opened>()).Created);
    }

    [Fact]
    public async Task An_existing_room_costs_nothing_however_often_it_is_joined()
    {
        Assert.True(_limits.TryOpenRoom(Alice, out _));
        var room = await AwakeWithLimitsAsync(Stored(AMessage(1)));
        Ask(room, new RoomCommand.Open(AliceAndBob, Alice, 1));
        Assert.False((await Asker.ExpectMsgAsync<RoomReply.Opened>()).Created);
    }

    [Fact]
    public async Task Each_new_room_takes_one_from_the_limit()
    {
        var room = await AwakeWithLimitsAsync(null);
        Ask(room, new RoomCommand.Open(AliceAndBob, Alice, 1));
        await AppendedToWriterAsync();
        Assert.False(_limits.TryOpenRoom(Alice, out _));
    }

    private async Task<IActorRef> AwakeWithLimitsAsync(StoredRoom? stored)
    {
        var room = ChildActorOf(RoomActor.Props(Number, new RoomPartitionContext(Writer, Tables, Registry, Budget, Ids, Rooms, Clock, _limits)));
        await Writer.ExpectMsgAsync<WriterCommands.Load>();
        room.Tell(new WriterCommands.Loaded(stored), Writer);
        return room;
    }

    /// <summary>Every user may open one.</summary>
    private sealed class OneNewRoomEach : INewRoomLimit
    {
        public static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

        private readonly ConcurrentDictionary<Login, bool> _opened = new();

        public bool TryOpenRoom(Login user, out TimeSpan wait)
        {
            wait = Wait;
            return _opened.TryAdd(user, true);
        }
    }
}
