using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>The same client id again: the first answer, and nothing happens.</summary>
public sealed class RepeatedMessageSpecs : RoomActorSpec
{
    [Fact]
    public async Task While_the_first_is_in_flight_the_repeat_waits_for_its_answer()
    {
        var (room, append) = await PostingAsync("c");
        Ask(room, APost(ALogin("ALICE"), "c", requestId: 2));
        Assert.Empty(await RepliesUntilTypingAsync(room));
        Persist(room, append);
        var first = await Asker.ExpectMsgAsync<RoomReply.Posted>();
        var repeat = await Asker.ExpectMsgAsync<RoomReply.Posted>();
        Assert.Equal((1, false, 2, true), (first.RequestId, first.Repeated, repeat.RequestId, repeat.Repeated));
        Assert.Same(first.Message, repeat.Message);
        Assert.Empty(await AllBeforeAsync(Writer, "end"));
    }

    [Fact]
    public async Task If_the_first_is_in_flight_and_fails_the_repeat_is_refused_too()
    {
        var (room, _) = await PostingAsync("c");
        Ask(room, APost(Alice, "c", requestId: 2));
        room.Tell(RoomOrders.End.Instance);
        await ExpectUnavailableAsync(1, 2);
    }

    [Fact]
    public async Task A_recent_one_is_answered_from_memory_with_whether_it_is_read()
    {
        var room = await AwakeAsync(new StoredRoom(AliceAndBob, 1, default, new MemberStanding(1, 0), [AMessage(1, Alice, "c")], false));
        Ask(room, APost(Alice, "c"));
        var posted = await Asker.ExpectMsgAsync<RoomReply.Posted>();
        Assert.Equal((1, true, true), (posted.Message.Seq, posted.IsRead, posted.Repeated));
        Assert.Empty(await AllBeforeAsync(Writer, "end"));
        Assert.Empty(await AllBeforeAsync(News, "end"));
    }

    [Fact]
    public async Task An_old_one_is_found_in_the_tables()
    {
        var room = await WithOldMessageAsync();
        Ask(room, APost(Alice, "old"));
        var posted = await Asker.ExpectMsgAsync<RoomReply.Posted>();
        Assert.Equal((1, "old", true), (posted.Message.Seq, posted.Message.ClientMessageId, posted.Repeated));
        Assert.Empty(await AllBeforeAsync(Writer, "end"));
        Assert.Empty(await AllBeforeAsync(News, "end"));
    }

    [Fact]
    public async Task The_companions_message_with_the_same_client_id_is_another_one()
    {
        var room = await WithOldMessageAsync();
        Ask(room, APost(Bob, "old"));
        Persist(room, await AppendedToWriterAsync());
        Assert.Equal((4, false), (await Asker.ExpectMsgAsync<RoomReply.Posted>()) is var posted ? (posted.Message.Seq, posted.Repeated) : default);
    }

    [Fact]
    public async Task Messages_after_a_look_up_are_not_overtaken()
    {
        Tables.Reads.Shut();
        var room = await WithOldMessageAsync();
        Ask(room, APost(Alice, "new", requestId: 1));
        Ask(room, APost(Alice, requestId: 2));
        Ask(room, APost(Bob, "old", requestId: 3));
        Assert.Empty(await AllBeforeAsync(Writer, "end"));
        Tables.Reads.Open();
        var appends = new[] { await AppendedToWriterAsync(), await AppendedToWriterAsync(), await AppendedToWriterAsync() };
        Persist(room, appends);
        for (var i = 1; i <= 3; i++)
        {
            var posted = await Asker.ExpectMsgAsync<RoomReply.Posted>();
            Assert.Equal((i, 3 + i), (posted.RequestId, posted.Message.Seq));
        }
    }

    [Fact]
    public async Task A_failing_look_up_is_unavailable_and_waiting_requests_continue()
    {
        Tables.Reads.Shut();
        var room = await WithOldMessageAsync();
        Ask(room, APost(Alice, "old", requestId: 1));
        Ask(room, APost(Alice, requestId: 2));
        Tables.Reads.FailWith(new IOException("disk"));
        Tables.Reads.Open();
        await ExpectUnavailableAsync(1);
        Persist(room, await AppendedToWriterAsync());
        Assert.Equal(4, (await Asker.ExpectMsgAsync<RoomReply.Posted>()).Message.Seq);
    }

    [Fact]
    public async Task An_ordinary_message_costs_no_look_up()
    {
        Tables.Listener = CreateTestProbe("asked");
        var room = await OpenAsync(AMessage(1, Alice, "a"));
        Ask(room, APost(Alice, "b"));
        Persist(room, await AppendedToWriterAsync());
        await Asker.ExpectMsgAsync<RoomReply.Posted>();
        var asked = CreateTestProbe();
        Tables.Listener = asked;
        Ask(room, APost(Alice, "c"));
        await AppendedToWriterAsync();
        Assert.Empty(await AllBeforeAsync(asked, "end"));
    }

    [Fact]
    public async Task A_woken_room_reads_its_older_client_ids_once_and_then_needs_no_look_up()
    {
        var asked = CreateTestProbe();
        var room = await WithOldMessageAsync();
        Tables.Listener = asked;
        Ask(room, APost(Alice, "new", requestId: 1));
        await AppendedToWriterAsync();
        Assert.Equal(
            [nameof(IRoomTables.FindByClientIdAsync), nameof(IRoomTables.ReadClientIdsAsync)],
            (await AllBeforeAsync(asked, "end")).Cast<MemoryTables.Asked>().Select(ask => ask.Method).Order());

        // What a look-up for the second message would wait for: the ids are read in the same order.
        await AwaitAssertAsync(async () =>
        {
            var requestId = NextRequestId();
            asked.Ref.Tell("begin");
            await asked.FishForMessageAsync(message => message is "begin");
            Ask(room, APost(Alice, $"newer-{requestId}", requestId: requestId));
            await AppendedToWriterAsync();
            Assert.Empty(await AllBeforeAsync(asked, "end"));
        });
    }

    private long _lastRequest = 100;

    private long NextRequestId() => ++_lastRequest;

    /// <summary>Three messages: the first has a client id, and memory holds the last.</summary>
    private async Task<IActorRef> WithOldMessageAsync()
    {
        RoomEvent[] events = [.. new[] { AMessage(1, Alice, "old"), AMessage(2), AMessage(3) }.Select(message => new MessagePosted(AliceAndBob, message, message.Seq))];
        Tables.Project(0, 1, new RoomBatch(100, [.. events]), ActorRefs.Nobody);
        return await AwakeAsync(new StoredRoom(AliceAndBob, 3, default, new MemberStanding(0, 3), [AMessage(3)], true));
    }
}
