using ActorChat.Actors.Limits;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Tests.Common;
using ActorChat.Settings;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>New rooms are counted for whoever opens them, by whichever request.</summary>
public sealed class NewRoomSpecs : RoomActorSpec
{
    private readonly RateLimits _limits;

    public NewRoomSpecs()
    {
        var settings = RateLimitSettings.From(new SettingsReader(RepositoryFiles.Hocon()));
        _limits = new RateLimits(settings with { NewRoomsPerUser = RateLimit.Of(1, TimeSpan.FromHours(1), burst: 1) }, Clock);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Past_the_limit_no_new_room_is_opened_by_joining_or_by_a_message(bool byMessage)
    {
        Assert.True(_limits.TryOpenRoom(Alice));
        var room = await AwakeWithLimitsAsync(null);
        Ask(room, byMessage ? APost(Alice, byCompanion: true) : new RoomCommand.Open(AliceAndBob, Alice, 1));
        Assert.Equal("rate_limited", (await Asker.ExpectMsgAsync<RoomReply.Refused>()).Error.Code);

        // The companion has a limit of his own, and what was refused left nothing behind.
        Ask(room, new RoomCommand.Open(AliceAndBob, Bob, 2));
        Persist(room, await AppendedToWriterAsync());
        Assert.True((await Asker.ExpectMsgAsync<RoomReply.Opened>()).Created);
    }

    [Fact]
    public async Task A_room_that_is_there_costs_nothing_however_often_it_is_joined()
    {
        Assert.True(_limits.TryOpenRoom(Alice));
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
        Assert.False(_limits.TryOpenRoom(Alice));
    }

    private async Task<IActorRef> AwakeWithLimitsAsync(StoredRoom? stored)
    {
        var room = ChildActorOf(RoomActor.Props(Number, new RoomPartitionContext(Writer, Tables, Registry, Budget, Rooms, Clock, _limits)));
        await Writer.ExpectMsgAsync<WriterCommands.Load>();
        room.Tell(new WriterCommands.Loaded(stored), Writer);
        return room;
    }
}
