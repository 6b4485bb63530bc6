using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>A room one of whose users was erased: the history stays, and nothing new is accepted by any route.</summary>
public sealed class ErasedUserSpecs : RoomActorSpec
{
    private const long Id = 17;

    private static readonly RoomState s_open = RoomState.Unopened(AliceAndBob).Apply(new RoomOpened(AliceAndBob, Noon));

    [Fact]
    public void A_message_to_an_erased_user_is_refused_by_room_and_by_companion()
    {
        var room = s_open.WithErased(Bob);
        Assert.Equal(Decision.Refuse(ChatError.UserNotFound), room.Decide(APost(Alice), null, Noon, Id, 0));
        Assert.Equal(Decision.Refuse(ChatError.UserNotFound), room.Decide(APost(Alice, byCompanion: true), null, Noon, Id, 0));
        Assert.Equal(Decision.Refuse(ChatError.UserNotFound), room.Decide(new RoomCommand.ShowSign(Number, Alice, 1, Sign.Typing(true))));
    }

    [Fact]
    public void No_room_is_opened_with_an_erased_user()
    {
        var unopened = RoomState.Unopened(AliceAndBob);
        Assert.Equal(Decision.Refuse(ChatError.UserNotFound), unopened.WithErased(Bob).Decide(APost(Alice, byCompanion: true), null, Noon, Id, 0));
        Assert.Equal(Decision.Refuse(ChatError.UserNotFound), unopened.WithErased(Bob).Decide(new RoomCommand.Open(AliceAndBob, Alice, 1), Noon));
        Assert.Equal(Decision.Refuse(ChatError.UserNotFound), unopened.Decide(new RoomCommand.Open(AliceAndBob, Alice, 1, CompanionIsErased: true), Noon));
        Assert.Equal(Decision.Refuse(ChatError.UserNotFound), unopened.Decide(AgainBy(Alice), null, Noon, Id, 0));
    }

    [Fact]
    public void An_existing_room_is_joined_and_read_and_a_repeat_gets_the_first_answer()
    {
        var room = s_open.Apply(new MessagePosted(AliceAndBob, AMessage(1, Bob), 1)).WithErased(Bob);
        var first = AMessage(2, Alice, "c");
        Assert.Equal(Decision.Nothing, room.Decide(new RoomCommand.Open(AliceAndBob, Alice, 1, CompanionIsErased: true), Noon));
        Assert.IsType<MessagesRead>(room.Decide(new RoomCommand.MarkRead(Number, Alice, 1, 1), 1, 1, Noon).Happened);
        Assert.Equal(Decision.Repeat(first), room.Decide(APost(Alice, "c"), first, Noon, Id, 0));
        Assert.Equal(Decision.Repeat(first), room.Decide(AgainBy(Alice), first, Noon, Id, 0));
    }

    [Fact]
    public void For_the_erased_user_the_room_does_not_exist()
    {
        var room = s_open.WithErased(Alice);
        Assert.Equal(Decision.Refuse(ChatError.RoomNotFound), room.Decide(APost(Alice, "c"), AMessage(1, Alice, "c"), Noon, Id, 0));
        Assert.Equal(Decision.Refuse(ChatError.RoomNotFound), room.Decide(new RoomCommand.Open(AliceAndBob, Alice, 1), Noon));
        Assert.Equal(Decision.Refuse(ChatError.RoomNotFound), room.Decide(new RoomCommand.ShowSign(Number, Alice, 1, Sign.Typing(true))));
        Assert.Equal(Decision.Refuse(ChatError.RoomNotFound), room.Decide(new RoomCommand.MarkRead(Number, Alice, 1, 1), 1, 1, Noon));
    }

    [Fact]
    public void No_later_event_brings_an_erased_user_back()
    {
        var room = s_open.WithErased(Bob).Apply(new MessagePosted(AliceAndBob, AMessage(1), 1)).Apply(new MessagesRead(AliceAndBob, Bob, 0, 1, 0));
        Assert.Equal((false, true), (room.FirstIsErased, room.SecondIsErased));
        Assert.Equal(room, room.WithErased(Carol));
        Assert.True(RoomState.From(Stored() with { SecondIsErased = true }).IsErased(Bob));
        Assert.True(s_open.Apply(new AuthorErased(AliceAndBob, Alice, 0)).IsErased(Alice));
    }

    [Fact]
    public async Task A_message_in_flight_when_its_companion_is_erased_is_acknowledged_and_the_next_is_refused()
    {
        var (room, append) = await PostingAsync("c");
        room.Tell(new PartitionCommands.UserErased(Bob));
        Ask(room, APost(Alice, "d", requestId: 2));
        Assert.Equal(ChatError.UserNotFound, (await Asker.ExpectMsgAsync<RoomReply.Refused>()).Error);
        Ask(room, AgainBy(Alice, requestId: 3));
        Persist(room, append);
        Assert.Equal((1, 1), ((await Asker.ExpectMsgAsync<RoomReply.Posted>()) is var posted ? (posted.RequestId, posted.Message.Seq) : default));
        Assert.Equal((3, true), ((await Asker.ExpectMsgAsync<RoomReply.Posted>()) is var again ? (again.RequestId, again.Repeated) : default));
        Ask(room, new RoomCommand.ShowSign(Number, Alice, 4, Sign.Typing(true)));
        Assert.Equal(ChatError.UserNotFound, (await Asker.ExpectMsgAsync<RoomReply.Refused>()).Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_room_that_is_waking_when_its_user_is_erased_knows_it(bool exists)
    {
        var room = Sleeping();
        await Writer.ExpectMsgAsync<WriterCommands.Load>();
        room.Tell(new PartitionCommands.UserErased(Bob));
        room.Tell(new WriterCommands.Loaded(exists ? Stored(AMessage(1)) : null), Writer);
        Ask(room, APost(Alice, byCompanion: true));
        Assert.Equal(ChatError.UserNotFound, (await Asker.ExpectMsgAsync<RoomReply.Refused>()).Error);
    }

    [Fact]
    public async Task A_room_that_is_being_opened_when_its_user_is_erased_takes_no_more()
    {
        var room = await AwakeAsync();
        Ask(room, APost(Alice, byCompanion: true));
        var append = await AppendedToWriterAsync();
        room.Tell(new PartitionCommands.UserErased(Bob));
        Persist(room, append);
        await Asker.ExpectMsgAsync<RoomReply.Posted>();
        Ask(room, APost(Alice, requestId: 2));
        Assert.Equal(ChatError.UserNotFound, (await Asker.ExpectMsgAsync<RoomReply.Refused>()).Error);
        Ask(room, new RoomCommand.ReadHistory(Number, Alice, 3, null, null, 10));
        Assert.Single((await Asker.ExpectMsgAsync<RoomReply.Page>()).Messages);
    }

    private static RoomCommand.PostAgain AgainBy(Login caller, long requestId = 1) =>
        new(AliceAndBob.Number, AliceAndBob, caller, requestId, "", "c", ChatError.UserNotFound);
}
