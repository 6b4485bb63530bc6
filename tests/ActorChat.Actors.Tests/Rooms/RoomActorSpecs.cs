using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

public sealed class RoomActorSpecs : RoomActorSpec
{
    [Fact]
    public async Task A_message_is_acknowledged_and_published_only_after_it_is_persisted()
    {
        var (room, append) = await PostingAsync();
        Assert.Empty(await RepliesUntilTypingAsync(room));
        Assert.IsType<RoomNews.SignShown>((await News.ExpectMsgAsync<RegistryCommands.Publish>()).News.Happened);

        Persist(room, append);
        var posted = await Asker.ExpectMsgAsync<RoomReply.Posted>();
        Assert.Equal((1, 1, false), (posted.Message.Seq, posted.Message.Id, posted.Repeated));
        Assert.Equal(posted.Message, (await NewsAsync<RoomNews.MessageArrived>()).Message);
        Assert.Equal(posted.Message, (await NewsAsync<RoomNews.MessageArrived>()).Message);
    }

    [Fact]
    public async Task A_message_that_is_not_yet_in_the_journal_is_in_no_history()
    {
        var (room, _) = await PostingAsync(latest: AMessage(1));
        Ask(room, History(2));
        Assert.Equal([1L], (await Asker.ExpectMsgAsync<RoomReply.Page>()).Messages.Select(message => message.Seq));
        Ask(room, new RoomCommand.MarkRead(Number, Bob, 3, 2));
        Assert.Equal("invalid_request", (await Asker.ExpectMsgAsync<RoomReply.Refused>()).Error.Code);
    }

    [Fact]
    public async Task Messages_in_flight_are_numbered_without_a_gap_and_published_in_order()
    {
        var room = await OpenAsync();
        var appends = new List<WriterCommands.Append>();
        for (var i = 1; i <= 3; i++)
        {
            Ask(room, APost(i == 2 ? Bob : Alice, requestId: i));
            appends.Add(await AppendedToWriterAsync());
        }

        Persist(room, [.. appends]);
        for (var i = 1; i <= 3; i++)
        {
            var posted = await Asker.ExpectMsgAsync<RoomReply.Posted>();
            Assert.Equal((i, i), (posted.RequestId, posted.Message.Seq));
            Assert.Equal(i, (await NewsAsync<RoomNews.MessageArrived>()).Message.Seq);
            Assert.Equal(i, (await NewsAsync<RoomNews.MessageArrived>()).Message.Seq);
        }
    }

    [Fact]
    public async Task News_of_a_message_go_to_both_users_with_the_unread_count_of_each()
    {
        var (room, append) = await PostingAsync(latest: [AMessage(1, Bob), AMessage(2, Alice)]);
        Persist(room, append);
        var first = await News.ExpectMsgAsync<RegistryCommands.Publish>();
        var second = await News.ExpectMsgAsync<RegistryCommands.Publish>();
        Assert.Equal([Alice, Bob], new[] { first.Login, second.Login });
        var arrived = Assert.IsType<RoomNews.MessageArrived>(first.News.Happened);
        Assert.Same(first.News, second.News);
        Assert.Equal((0, 3), (arrived.UnreadOf(Alice), arrived.UnreadOf(Bob)));
    }

    [Fact]
    public async Task A_room_is_opened_and_its_joiner_answered_once_that_is_persisted()
    {
        var room = await AwakeAsync();
        Ask(room, new RoomCommand.Open(AliceAndBob, Alice, 1));
        var append = await AppendedToWriterAsync();
        Ask(room, new RoomCommand.Open(AliceAndBob, Bob, 2));
        Ask(room, new RoomCommand.ShowSign(Number, Alice, 3, Sign.Typing(true)));
        Assert.Equal((3, ChatError.RoomNotFound), Refusal(await Asker.ExpectMsgAsync<RoomReply.Refused>()));

        Persist(room, append);
        Assert.True((await Asker.ExpectMsgAsync<RoomReply.Opened>(opened => opened.RequestId == 1)).Created);
        Assert.False((await Asker.ExpectMsgAsync<RoomReply.Opened>(opened => opened.RequestId == 2)).Created);
    }

    [Fact]
    public async Task Who_joins_is_told_the_latest_message_that_was_published_before()
    {
        var (room, append) = await PostingAsync(latest: AMessage(1));
        Ask(room, new RoomCommand.Open(AliceAndBob, Bob, 2));
        Persist(room, append);
        Assert.Equal(2, (await Asker.ExpectMsgAsync<RoomReply.Posted>()).Message.Seq);
        Assert.Equal(2, (await Asker.ExpectMsgAsync<RoomReply.Opened>()).LastSeq);
    }

    [Fact]
    public async Task A_first_message_opens_the_room_in_the_same_append()
    {
        var room = await AwakeAsync();
        Ask(room, APost(Alice, byCompanion: true));
        var append = await AppendedToWriterAsync();
        Assert.IsType<RoomOpened>(append.First);
        Assert.IsType<MessagePosted>(append.Second);
        Persist(room, append);
        Assert.Equal(1, (await Asker.ExpectMsgAsync<RoomReply.Posted>()).Message.Seq);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stranger_gets_the_same_refusal_for_every_command_whether_the_room_exists_or_not(bool exists)
    {
        var room = await AwakeAsync(exists ? Stored(AMessage(1, Alice, "c")) : null);
        RoomCommand[] commands =
        [
            APost(Carol), APost(Carol, "c"), APost(Carol, byCompanion: true), new RoomCommand.Open(AliceAndBob, Carol, 1), new RoomCommand.ReadHistory(Number, Carol, 1, null, null, 50),
            new RoomCommand.ReadHistory(Number, Carol, 1, 5, 1, 1), new RoomCommand.MarkRead(Number, Carol, 1, 1), new RoomCommand.ShowSign(Number, Carol, 1, Sign.Typing(true)),
            new RoomCommand.MarkDelivered(Number, Carol, 1, 1), new RoomCommand.Edit(Number, Carol, 1, 1, "new", "op"), new RoomCommand.Delete(Number, Carol, 1, 1, null),
            new RoomCommand.React(Number, Carol, 1, 1, "👍", true), new RoomCommand.ReadChanges(Number, Carol, 1, 0, 50), new RoomCommand.SetBlock(AliceAndBob, Carol, 1, true),
        ];
        foreach (var command in commands)
        {
            Ask(room, command);
            Assert.Equal(new RoomReply.Refused(1, ChatError.RoomNotFound), await Asker.ExpectMsgAsync<RoomReply>());
        }

        Assert.Empty(await AllBeforeAsync(News, "end"));
        Assert.Empty(await AllBeforeAsync(Writer, "end"));
    }

    [Fact]
    public async Task A_member_who_asks_by_the_number_of_a_room_that_does_not_exist_is_refused()
    {
        var room = await AwakeAsync();
        foreach (var command in new RoomCommand[] { APost(Alice), History(1), new RoomCommand.MarkRead(Number, Alice, 1, 1), new RoomCommand.ShowSign(Number, Alice, 1, Sign.Typing(true)) })
        {
            Ask(room, command);
            Assert.Equal(new RoomReply.Refused(1, ChatError.RoomNotFound), await Asker.ExpectMsgAsync<RoomReply>());
        }
    }

    [Fact]
    public async Task A_read_marker_is_told_to_both_once_it_is_persisted_and_never_goes_back()
    {
        var room = await OpenAsync(AMessage(1), AMessage(2), AMessage(3));
        Ask(room, new RoomCommand.MarkRead(Number, Bob, 1, 2));
        var append = await AppendedToWriterAsync();
        Assert.Equal(new MessagesRead(AliceAndBob, Bob, 0, 2, 1) { Time = Noon }, append.First);
        Ask(room, new RoomCommand.MarkRead(Number, Bob, 2, 1));
        Assert.Empty(await RepliesUntilTypingAsync(room));
        await NewsAsync<RoomNews.SignShown>();

        Persist(room, append);
        Assert.Equal(new RoomReply.Marked(1, 2, false) { Unread = 1 }, await Asker.ExpectMsgAsync<RoomReply.Marked>());
        Assert.Equal(new RoomReply.Marked(2, 2, true) { Unread = 1 }, await Asker.ExpectMsgAsync<RoomReply.Marked>());
        Assert.Equal(new RoomNews.MarkerMoved(AliceAndBob, Bob, 2) { Unread = 1 }, await NewsAsync<RoomNews.MarkerMoved>());
        await NewsAsync<RoomNews.MarkerMoved>();
        Assert.Empty(await AllBeforeAsync(News, "end"));
    }

    [Fact]
    public async Task Reading_older_messages_than_those_in_memory_counts_in_the_tables()
    {
        Seed(6);
        var room = await AwakeAsync(new StoredRoom(AliceAndBob, 6, default, new MemberStanding(1, 5), [AMessage(5), AMessage(6)], false));
        Ask(room, new RoomCommand.MarkRead(Number, Bob, 1, 4));
        Assert.Equal(new MessagesRead(AliceAndBob, Bob, 1, 4, 2) { Time = Noon }, (await AppendedToWriterAsync()).First);
    }

    [Fact]
    public async Task Typing_is_told_to_the_companion_only_and_never_stored()
    {
        var room = await OpenAsync();
        Ask(room, new RoomCommand.ShowSign(Number, Alice, 1, Sign.Typing(true)));
        await Asker.ExpectMsgAsync<RoomReply.SignTaken>();
        var publish = await News.ExpectMsgAsync<RegistryCommands.Publish>();
        Assert.Equal(Bob, publish.Login);
        Assert.Equal(Sign.TypingOn, Assert.IsType<RoomNews.SignShown>(publish.News.Happened).Sign);
        Assert.Empty(await AllBeforeAsync(News, "end"));
        Assert.Empty(await AllBeforeAsync(Writer, "end"));
    }

    [Fact]
    public async Task Older_history_comes_from_the_tables_and_says_whether_there_is_more()
    {
        Seed(10);
        var room = await AwakeAsync(new StoredRoom(AliceAndBob, 10, default, default, [AMessage(9), AMessage(10)], false));
        Ask(room, new RoomCommand.ReadHistory(Number, Alice, 1, 9, null, 3));
        await ExpectPageAsync([6L, 7, 8], true);
        Ask(room, new RoomCommand.ReadHistory(Number, Alice, 1, null, 0, 3));
        await ExpectPageAsync([1L, 2, 3], true);
        Ask(room, new RoomCommand.ReadHistory(Number, Alice, 1, 4, null, 3));
        await ExpectPageAsync([1L, 2, 3], false);
    }

    [Fact]
    public async Task A_full_budget_refuses_and_the_room_continues_without_a_gap()
    {
        Budget = new AppendBudget(1);
        var (room, append) = await PostingAsync();
        Ask(room, APost(Alice, requestId: 2));
        await ExpectUnavailableAsync(2);
        Persist(room, append);
        Budget.GiveBack(1);
        await Asker.ExpectMsgAsync<RoomReply.Posted>();
        Ask(room, APost(Alice, requestId: 3));
        Persist(room, await AppendedToWriterAsync());
        Assert.Equal(2, (await Asker.ExpectMsgAsync<RoomReply.Posted>()).Message.Seq);
    }

    [Fact]
    public async Task Requests_wait_while_the_room_wakes_and_the_one_too_many_is_refused()
    {
        var room = Sleeping(Rooms with { MaxWaitingWhileWaking = 2 });
        await Writer.ExpectMsgAsync<WriterCommands.Load>();
        Ask(room, History(1));
        Ask(room, History(2));
        Ask(room, History(3));
        await ExpectUnavailableAsync(3);
        room.Tell(new WriterCommands.Loaded(Stored(AMessage(1))), Writer);
        Assert.Equal(1, (await Asker.ExpectMsgAsync<RoomReply.Page>()).RequestId);
        Assert.Equal(2, (await Asker.ExpectMsgAsync<RoomReply.Page>()).RequestId);
    }

    [Fact]
    public async Task A_room_that_cannot_be_read_refuses_and_tries_again_at_the_next_request()
    {
        var room = Sleeping();
        await Writer.ExpectMsgAsync<WriterCommands.Load>();
        Ask(room, History(1));
        room.Tell(new Status.Failure(new IOException("disk")), Writer);
        await ExpectUnavailableAsync(1);
        Ask(room, History(2));
        await Writer.ExpectMsgAsync<WriterCommands.Load>();
        room.Tell(new WriterCommands.Loaded(Stored(AMessage(1))), Writer);
        Assert.Equal(2, (await Asker.ExpectMsgAsync<RoomReply.Page>()).RequestId);
    }

    [Fact]
    public async Task A_page_that_cannot_be_read_is_unavailable_and_the_room_continues()
    {
        Tables.Reads.FailWith(new IOException("disk"));
        var room = await AwakeAsync(new StoredRoom(AliceAndBob, 9, default, default, [AMessage(9)], false));
        Ask(room, new RoomCommand.ReadHistory(Number, Alice, 1, 5, null, 3));
        await ExpectUnavailableAsync(1);
        Ask(room, new RoomCommand.ReadHistory(Number, Alice, 2, null, null, 1));
        Assert.Equal(2, (await Asker.ExpectMsgAsync<RoomReply.Page>()).RequestId);
    }

    [Fact]
    public async Task A_room_that_ends_refuses_each_request_in_flight_once()
    {
        Tables.Reads.Shut();
        var room = await AwakeAsync(new StoredRoom(AliceAndBob, 9, default, new MemberStanding(0, 9), [AMessage(9, Alice, "c")], true));
        Ask(room, APost(Alice, requestId: 1));
        Ask(room, new RoomCommand.Open(AliceAndBob, Alice, 2));
        Ask(room, new RoomCommand.ReadHistory(Number, Alice, 3, 5, null, 3));
        Ask(room, new RoomCommand.MarkRead(Number, Bob, 4, 3));
        Ask(room, APost(Bob, "d", requestId: 5));
        Ask(room, APost(Alice, requestId: 6));
        room.Tell(RoomOrders.End.Instance);
        await ExpectUnavailableAsync(1, 2, 3, 4, 5, 6);
        Watch(room);
        await ExpectTerminatedAsync(room);
        Assert.Empty(await AllBeforeAsync(Asker, "end"));
    }

    [Fact]
    public async Task An_awake_room_shows_only_the_places_of_an_erased_author_once_that_is_on_disk()
    {
        var room = await OpenAsync(AMessage(1, Alice, "c"), AMessage(2, Bob), AMessage(3, Alice));
        Ask(room, new RoomCommand.EraseAuthor(Number, Alice, 1));
        var append = await AppendedToWriterAsync();
        Ask(room, History(2));
        Assert.Equal("text 1", (await Asker.ExpectMsgAsync<RoomReply.Page>()).Messages[0].Text);

        Persist(room, append);
        await Asker.ExpectMsgAsync<RoomReply.AuthorErased>();
        Ask(room, History(3));
        var page = (await Asker.ExpectMsgAsync<RoomReply.Page>()).Messages;
        Assert.Equal([(1, "", null), (2, "text 2", null), (3, "", (string?)null)], page.Select(message => (message.Seq, message.Text, message.ClientMessageId)));
        Assert.All(page, message => Assert.Equal(message.Text.Length == 0, message.IsErased));
    }

    [Fact]
    public async Task An_idle_room_sleeps_and_a_busy_one_stays_awake()
    {
        var (room, append) = await PostingAsync();
        room.Tell(RoomOrders.Sleep.Instance);
        await ExpectMsgAsync<RoomOrders.Stays>();
        Persist(room, append);
        await Asker.ExpectMsgAsync<RoomReply.Posted>();
        Watch(room);
        room.Tell(RoomOrders.Sleep.Instance);
        await ExpectTerminatedAsync(room);
    }

    [Fact]
    public async Task A_room_that_is_reading_for_a_request_stays_awake()
    {
        Tables.Reads.Shut();
        var room = await AwakeAsync(new StoredRoom(AliceAndBob, 9, default, default, [AMessage(9)], false));
        Ask(room, new RoomCommand.ReadHistory(Number, Alice, 1, 5, null, 3));
        room.Tell(RoomOrders.Sleep.Instance);
        await ExpectMsgAsync<RoomOrders.Stays>();
        Tables.Reads.Open();
        await Asker.ExpectMsgAsync<RoomReply.Page>();
    }

    [Fact]
    public async Task A_waking_room_stays_awake()
    {
        var room = Sleeping();
        await Writer.ExpectMsgAsync<WriterCommands.Load>();
        room.Tell(RoomOrders.Sleep.Instance);
        await ExpectMsgAsync<RoomOrders.Stays>();
    }

    private async Task ExpectPageAsync(long[] messages, bool hasMore)
    {
        var page = await Asker.ExpectMsgAsync<RoomReply.Page>();
        Assert.Equal(messages, page.Messages.Select(message => message.Seq));
        Assert.Equal(hasMore, page.HasMore);
    }

    private void Seed(int messages)
    {
        var events = Enumerable.Range(1, messages).Select(seq => (RoomEvent)new MessagePosted(AliceAndBob, AMessage(seq), seq));
        Tables.Project(0, 1, new RoomBatch(100, [.. events]), ActorRefs.Nobody);
    }

    private static (long, ChatError) Refusal(RoomReply.Refused refused) => (refused.RequestId, refused.Error);

    private static RoomCommand.ReadHistory History(long requestId) => new(Number, Alice, requestId, null, null, 50);
}
