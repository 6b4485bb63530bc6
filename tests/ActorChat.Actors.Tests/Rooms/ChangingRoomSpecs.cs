using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Rooms;

/// <summary>A room in which messages change: order, what is on disk first, and what the tables know.</summary>
public sealed class ChangingRoomSpecs : RoomActorSpec
{
    [Fact]
    public async Task A_change_is_answered_and_told_to_both_only_after_it_is_persisted()
    {
        var room = await OpenAsync(AMessage(1));
        Ask(room, Edit(1, 1, "new"));
        var append = await AppendedToWriterAsync();
        Ask(room, new RoomCommand.ReadHistory(Number, Bob, 2, null, null, 50));
        var before = await Asker.ExpectMsgAsync<RoomReply.Page>();
        Assert.Equal(("text 1", 0L), (Assert.Single(before.Messages).Text, before.Rev));
        Assert.Empty(await AllBeforeAsync(News, "nothing yet"));

        Persist(room, append);
        Assert.Equal(new RoomReply.Changed(1, 1, 1, Noon), await Asker.ExpectMsgAsync<RoomReply.Changed>());
        var first = await News.ExpectMsgAsync<RegistryCommands.Publish>();
        var second = await News.ExpectMsgAsync<RegistryCommands.Publish>();
        Assert.Equal([Alice, Bob], new[] { first.Login, second.Login });
        var arrived = Assert.IsType<RoomNews.ChangeArrived>(first.News.Happened);
        Assert.Same(first.News, second.News);
        Assert.Equal(("new", 1, 1, false, 0, 1), (arrived.Message.Text, arrived.Message.Rev, arrived.LastSeq, arrived.IsRead, arrived.UnreadOf(Alice), arrived.UnreadOf(Bob)));
        Ask(room, new RoomCommand.ReadHistory(Number, Bob, 3, null, null, 50));
        var after = await Asker.ExpectMsgAsync<RoomReply.Page>();
        Assert.Equal(("new", 1L), (Assert.Single(after.Messages).Text, after.Rev));
    }

    [Fact]
    public async Task Changes_in_flight_build_on_each_other_and_each_is_shown_as_it_was_decided()
    {
        var room = await OpenAsync(AMessage(1));
        Ask(room, Edit(1, 1, "new"));
        var edit = await AppendedToWriterAsync();
        Ask(room, new RoomCommand.React(Number, Bob, 2, 1, "👍", true));
        var react = await AppendedToWriterAsync();
        Persist(room, edit);
        await Asker.ExpectMsgAsync<RoomReply.Changed>();
        Assert.False((await NewsAsync<RoomNews.ChangeArrived>()).Message.Details!.HasReactions);
        await NewsAsync<RoomNews.ChangeArrived>();
        Persist(room, react);
        Assert.Equal(2, (await Asker.ExpectMsgAsync<RoomReply.Changed>()).Rev);
        var message = (await NewsAsync<RoomNews.ChangeArrived>()).Message;
        Assert.Equal(("new", "👍"), (message.Text, Assert.Single(message.Details!.SecondReactions)));
    }

    [Fact]
    public async Task An_operation_that_is_sent_again_while_it_is_under_way_gets_the_first_answer()
    {
        var room = await OpenAsync(AMessage(1));
        Ask(room, Edit(1, 1, "new", "op"));
        var append = await AppendedToWriterAsync();
        Ask(room, Edit(2, 1, "other", "op"));
        Assert.Empty(await RepliesUntilTypingAsync(room));
        Persist(room, append);
        Assert.Equal(new RoomReply.Changed(1, 1, 1, Noon), await Asker.ExpectMsgAsync<RoomReply>());
        Assert.Equal(new RoomReply.Changed(2, 1, 1, Noon), await Asker.ExpectMsgAsync<RoomReply>());
        Assert.Empty(await AllBeforeAsync(Writer, "nothing more"));
    }

    [Fact]
    public async Task An_operation_of_long_ago_gets_its_first_answer_whatever_came_after()
    {
        var first = Changed(1, 1, "old", "op");
        Tables.Project(0, 1, new RoomBatch(1, [new RoomOpened(AliceAndBob, Noon), new MessagePosted(AliceAndBob, AMessage(1), 1), first, Changed(1, 2, "newer", null)]), ActorRefs.Nobody);
        var room = await AwakeAsync(await Tables.LoadRoomAsync(Number, 50));
        Ask(room, Edit(1, 1, "old", "op"));
        Assert.Equal(new RoomReply.Changed(1, 1, 1, Noon + 1), await Asker.ExpectMsgAsync<RoomReply>());
        Ask(room, new RoomCommand.Delete(Number, Bob, 2, 1, "op"));
        Assert.Equal(new RoomReply.Refused(2, ChatError.NotTheAuthor), await Asker.ExpectMsgAsync<RoomReply>());
        Assert.Empty(await AllBeforeAsync(Writer, "nothing"));
    }

    [Fact]
    public async Task An_operation_that_changed_nothing_is_not_made_when_it_is_sent_again_after_another()
    {
        Tables.Project(0, 1, new RoomBatch(1, [new RoomOpened(AliceAndBob, Noon), new MessagePosted(AliceAndBob, AMessage(1), 1), Changed(1, 1, "B", null)]), ActorRefs.Nobody);
        var room = await AwakeAsync(await Tables.LoadRoomAsync(Number, 50));
        Ask(room, Edit(1, 1, "B", "op"));
        var kept = await AppendedToWriterAsync();
        Assert.Equal(new OperationKept(AliceAndBob, Alice, "op", 1, 1, Noon + 1), kept.First);
        Ask(room, Edit(2, 1, "C"));
        var edit = await AppendedToWriterAsync();
        Ask(room, Edit(3, 1, "B", "op"));
        Assert.Empty(await RepliesUntilTypingAsync(room));
        await NewsAsync<RoomNews.SignShown>();
        Persist(room, kept);
        Assert.Equal(new RoomReply.Changed(1, 1, 1, Noon + 1), await Asker.ExpectMsgAsync<RoomReply>());
        Assert.Equal(new RoomReply.Changed(3, 1, 1, Noon + 1), await Asker.ExpectMsgAsync<RoomReply>());
        Persist(room, edit);
        Assert.Equal(2, (await Asker.ExpectMsgAsync<RoomReply.Changed>()).Rev);
        Assert.Equal("C", (await NewsAsync<RoomNews.ChangeArrived>()).Message.Text);
        await NewsAsync<RoomNews.ChangeArrived>();

        Tables.Project(0, 2, new RoomBatch(1, [kept.First, edit.First]), ActorRefs.Nobody);
        Ask(room, Edit(4, 1, "B", "op"));
        Assert.Equal(new RoomReply.Changed(4, 1, 1, Noon + 1), await Asker.ExpectMsgAsync<RoomReply>());
        Assert.Empty(await AllBeforeAsync(Writer, "nothing more"));
        Assert.Empty(await AllBeforeAsync(News, "nothing more"));
    }

    [Fact]
    public async Task In_a_room_without_changes_too_an_operation_that_changed_nothing_is_known()
    {
        Tables.Project(
            0, 1, new RoomBatch(1, [new RoomOpened(AliceAndBob, Noon), new MessagePosted(AliceAndBob, AMessage(1), 1), new OperationKept(AliceAndBob, Alice, "op", 1, 0, Noon)]), ActorRefs.Nobody);
        var room = await AwakeAsync(await Tables.LoadRoomAsync(Number, 50));
        Ask(room, Edit(1, 1, "other", "op"));
        Assert.Equal(new RoomReply.Changed(1, 1, 0, Noon), await Asker.ExpectMsgAsync<RoomReply>());
        Assert.Empty(await AllBeforeAsync(Writer, "nothing"));
    }

    [Fact]
    public async Task While_an_old_message_is_looked_up_no_later_request_overtakes()
    {
        var room = await OpenWithOldMessagesAsync();
        Tables.Reads.Shut();
        Ask(room, Edit(1, 1, "new"));
        Ask(room, APost(Bob, requestId: 2));
        Assert.Empty(await AllBeforeAsync(Writer, "nothing yet"));
        Tables.Reads.Open();
        var edit = await AppendedToWriterAsync();
        var post = await AppendedToWriterAsync();
        Assert.Equal(("new", 1L), (Assert.IsType<MessageChanged>(edit.First).Text, ((MessageChanged)edit.First).Rev));
        Assert.IsType<MessagePosted>(post.First);
        Persist(room, edit, post);
        Assert.Equal(1, (await Asker.ExpectMsgAsync<RoomReply.Changed>()).RequestId);
        Assert.Equal(2, (await Asker.ExpectMsgAsync<RoomReply.Posted>()).RequestId);
    }

    [Fact]
    public async Task An_old_message_that_changes_twice_at_once_is_looked_up_once()
    {
        var room = await OpenWithOldMessagesAsync();
        Ask(room, Edit(1, 1, "new"));
        var edit = await AppendedToWriterAsync();
        Tables.Reads.FailWith(new InvalidOperationException("not asked"));
        Ask(room, new RoomCommand.React(Number, Bob, 2, 1, "👍", true));
        var react = await AppendedToWriterAsync();
        Persist(room, edit, react);
        Assert.Equal(1, (await Asker.ExpectMsgAsync<RoomReply.Changed>()).Rev);
        Assert.Equal(2, (await Asker.ExpectMsgAsync<RoomReply.Changed>()).Rev);
    }

    [Fact]
    public async Task If_the_tables_cannot_be_read_the_change_is_refused_as_unavailable_and_the_room_goes_on()
    {
        var room = await OpenWithOldMessagesAsync();
        Tables.Reads.FailWith(new InvalidOperationException("busy"));
        Ask(room, Edit(1, 1, "new"));
        Ask(room, Edit(2, 99, "new"));
        await ExpectUnavailableAsync(1);
        Assert.Equal(new RoomReply.Refused(2, ChatError.MessageNotFound), await Asker.ExpectMsgAsync<RoomReply>());
        Tables.Reads.FailWith(null);
        Ask(room, Edit(3, 1, "new"));
        await AppendedToWriterAsync();
    }

    [Fact]
    public async Task A_message_that_is_not_on_disk_yet_is_no_message()
    {
        var (room, append) = await PostingAsync();
        Ask(room, Edit(2, 1, "new"));
        Assert.Equal(new RoomReply.Refused(2, ChatError.MessageNotFound), await Asker.ExpectMsgAsync<RoomReply>());
        Ask(room, APost(Bob, requestId: 3) with { ReplyTo = 1 });
        Assert.Equal(new RoomReply.Refused(3, ChatError.MessageNotFound), await Asker.ExpectMsgAsync<RoomReply>());
        Persist(room, append);
        await Asker.ExpectMsgAsync<RoomReply.Posted>();
        Ask(room, APost(Bob, requestId: 4) with { ReplyTo = 1 });
        Assert.Equal(1, Assert.IsType<MessagePosted>((await AppendedToWriterAsync()).First).Message.Details!.ReplyTo);
    }

    [Fact]
    public async Task What_changes_nothing_is_answered_after_what_it_depends_on_is_persisted()
    {
        var room = await OpenAsync(AMessage(1));
        Ask(room, Edit(1, 1, "new"));
        var append = await AppendedToWriterAsync();
        Ask(room, Edit(2, 1, "new"));
        Assert.Empty(await RepliesUntilTypingAsync(room));
        Persist(room, append);
        Assert.Equal(new RoomReply.Changed(1, 1, 1, Noon), await Asker.ExpectMsgAsync<RoomReply.Changed>());
        Assert.Equal(new RoomReply.Changed(2, 1, 1, Noon), await Asker.ExpectMsgAsync<RoomReply.Changed>());
    }

    [Fact]
    public async Task Changes_are_read_from_the_tables_unless_there_are_none_to_read()
    {
        Tables.Project(0, 1, new RoomBatch(1, [new RoomOpened(AliceAndBob, Noon), new MessagePosted(AliceAndBob, AMessage(1), 1), Changed(1, 1, "new", null)]), ActorRefs.Nobody);
        var room = await AwakeAsync(await Tables.LoadRoomAsync(Number, 50));
        Ask(room, new RoomCommand.ReadChanges(Number, Bob, 1, 0, 50));
        var changes = await Asker.ExpectMsgAsync<RoomReply.Changes>();
        Assert.Equal((1L, false, "new"), (changes.Rev, changes.HasMore, Assert.Single(changes.Messages).Text));
        Tables.Reads.FailWith(new InvalidOperationException("not asked"));
        Ask(room, new RoomCommand.ReadChanges(Number, Bob, 2, 1, 50));
        var none = await Asker.ExpectMsgAsync<RoomReply.Changes>();
        Assert.Equal((2L, 1L, 0, false), (none.RequestId, none.Rev, none.Messages.Count, none.HasMore));
    }

    [Fact]
    public async Task A_delivery_marker_is_told_to_both_once_it_is_persisted()
    {
        var room = await OpenAsync(AMessage(1), AMessage(2));
        Ask(room, new RoomCommand.MarkDelivered(Number, Bob, 1, 2));
        var append = await AppendedToWriterAsync();
        Assert.Equal(new MessagesDelivered(AliceAndBob, Bob, 2, Noon), append.First);
        Persist(room, append);
        Assert.Equal(new RoomReply.Marked(1, 2, false), await Asker.ExpectMsgAsync<RoomReply>());
        Assert.Equal(new RoomNews.DeliveryMoved(AliceAndBob, Bob, 2), await NewsAsync<RoomNews.DeliveryMoved>());
        await NewsAsync<RoomNews.DeliveryMoved>();
        Ask(room, new RoomCommand.MarkDelivered(Number, Bob, 2, 1));
        Assert.Equal(new RoomReply.Marked(2, 2, true), await Asker.ExpectMsgAsync<RoomReply>());
        Ask(room, new RoomCommand.ReadHistory(Number, Alice, 3, null, null, 50));
        var page = await Asker.ExpectMsgAsync<RoomReply.Page>();
        Assert.Equal((0, 2, 0), (page.FirstDeliveredUpTo, page.SecondDeliveredUpTo, page.SecondReadUpTo));
    }

    [Fact]
    public async Task A_block_of_somebody_with_whom_there_is_no_room_is_persisted_and_opens_none()
    {
        var room = await AwakeAsync();
        Ask(room, new RoomCommand.SetBlock(AliceAndBob, Alice, 1, true));
        var append = await AppendedToWriterAsync();
        Assert.Equal(new CompanionBlocked(AliceAndBob, Alice, true, Noon), append.First);
        Ask(room, APost(Bob, byCompanion: true, requestId: 2));
        Assert.Empty(await AllBeforeAsync(News, "nothing yet"));
        Persist(room, append);
        Assert.Equal(new RoomReply.BlockTaken(1), await Asker.ExpectMsgAsync<RoomReply>());
        Assert.Equal(new RoomReply.Refused(2, ChatError.Blocked), await Asker.ExpectMsgAsync<RoomReply>());
        Assert.Equal(new RoomNews.BlockSet(AliceAndBob, true), await NewsAsync<RoomNews.BlockSet>());
        await NewsAsync<RoomNews.BlockSet>();
        Ask(room, new RoomCommand.ReadHistory(Number, Alice, 3, null, null, 50));
        Assert.Equal(new RoomReply.Refused(3, ChatError.RoomNotFound), await Asker.ExpectMsgAsync<RoomReply>());
    }

    [Fact]
    public async Task Nobody_is_refused_for_a_block_or_a_change_before_it_is_persisted()
    {
        var room = await OpenAsync(AMessage(1), AMessage(2, Bob));
        Ask(room, new RoomCommand.Delete(Number, Alice, 1, 1, null));
        Ask(room, Edit(2, 1, "new"));
        Ask(room, new RoomCommand.SetBlock(AliceAndBob, Alice, 3, true));
        Ask(room, APost(Bob, requestId: 4));
        Ask(room, new RoomCommand.Edit(Number, Bob, 5, 2, "new", null));
        Assert.Empty(await RepliesUntilTypingAsync(room));
        Persist(room, await AppendedToWriterAsync());
        Assert.Equal(1, (await Asker.ExpectMsgAsync<RoomReply.Changed>()).RequestId);
        Assert.Equal(new RoomReply.Refused(2, ChatError.MessageNotFound), await Asker.ExpectMsgAsync<RoomReply>());
        Persist(room, await AppendedToWriterAsync());
        Assert.Equal(new RoomReply.BlockTaken(3), await Asker.ExpectMsgAsync<RoomReply>());
        Assert.Equal(new RoomReply.Refused(4, ChatError.Blocked), await Asker.ExpectMsgAsync<RoomReply>());
        Assert.Equal(new RoomReply.Refused(5, ChatError.Blocked), await Asker.ExpectMsgAsync<RoomReply>());

        Ask(room, APost(Bob, requestId: 6));
        Assert.Equal(new RoomReply.Refused(6, ChatError.Blocked), await Asker.ExpectMsgAsync<RoomReply>());
    }

    [Fact]
    public async Task A_refusal_for_a_block_that_is_never_persisted_is_that_it_is_unavailable()
    {
        var room = await OpenAsync(AMessage(1));
        Ask(room, new RoomCommand.SetBlock(AliceAndBob, Alice, 1, true));
        Ask(room, APost(Bob, requestId: 2));
        await AppendedToWriterAsync();
        room.Tell(RoomOrders.End.Instance);
        await ExpectUnavailableAsync(1, 2);
    }

    [Fact]
    public async Task Before_a_block_the_blocks_of_the_user_in_all_rooms_are_counted_and_no_later_request_overtakes()
    {
        Tables.Project(0, 1, new RoomBatch(1, [new CompanionBlocked(RoomKey.Of(Alice, Carol), Alice, true, Noon)]), ActorRefs.Nobody);
        var room = await AwakeAsync(Stored(AMessage(1)), Rooms with { MaxBlocksOfUser = 1 });
        Tables.Reads.Shut();
        Ask(room, new RoomCommand.SetBlock(AliceAndBob, Alice, 1, true));
        Ask(room, new RoomCommand.SetBlock(AliceAndBob, Bob, 2, true));
        Tables.Reads.Open();
        Assert.Equal(new RoomReply.Refused(1, ChatError.TooManyBlocks), await Asker.ExpectMsgAsync<RoomReply>());
        Assert.Equal(new CompanionBlocked(AliceAndBob, Bob, true, Noon), (await AppendedToWriterAsync()).First);
        Tables.Reads.FailWith(new InvalidOperationException("busy"));
        Ask(room, new RoomCommand.SetBlock(AliceAndBob, Alice, 3, true));
        await ExpectUnavailableAsync(3);
        Ask(room, APost(Bob, requestId: 4));
        Assert.IsType<MessagePosted>((await AppendedToWriterAsync()).First);
    }

    [Fact]
    public async Task With_a_block_the_blocker_sees_the_typing_of_the_blocked_end_who_cannot_switch_it_off_any_more()
    {
        var room = await OpenAsync(AMessage(1));
        Ask(room, new RoomCommand.SetBlock(AliceAndBob, Alice, 1, true));
        Persist(room, await AppendedToWriterAsync());
        var off = await News.ExpectMsgAsync<RegistryCommands.Publish>();
        Assert.Equal((Alice, new RoomNews.SignShown(AliceAndBob, Bob, Sign.TypingOff)), (off.Login, off.News.Happened));
        Assert.IsType<RoomNews.BlockSet>((await News.ExpectMsgAsync<RegistryCommands.Publish>()).News.Happened);
        await NewsAsync<RoomNews.BlockSet>();
        Ask(room, new RoomCommand.SetBlock(AliceAndBob, Alice, 2, false));
        Persist(room, await AppendedToWriterAsync());
        await NewsAsync<RoomNews.BlockSet>();
    }

    [Fact]
    public async Task A_block_that_is_in_the_tables_alone_holds_when_the_room_wakes()
    {
        var room = await AwakeAsync(new StoredRoom(AliceAndBob, 0, default, default, [], false) { Exists = false, FirstBlocks = true });
        Ask(room, new RoomCommand.Open(AliceAndBob, Bob, 1));
        Assert.Equal(new RoomReply.Refused(1, ChatError.Blocked), await Asker.ExpectMsgAsync<RoomReply>());
        Ask(room, new RoomCommand.Open(AliceAndBob, Alice, 2));
        Persist(room, await AppendedToWriterAsync());
        Assert.True((await Asker.ExpectMsgAsync<RoomReply.Opened>()).AnyBlocks);
    }

    [Fact]
    public async Task Lifting_a_block_that_never_was_is_answered_though_the_room_is_not_there()
    {
        var room = await AwakeAsync();
        Ask(room, new RoomCommand.SetBlock(AliceAndBob, Alice, 1, false));
        Assert.Equal(new RoomReply.BlockTaken(1), await Asker.ExpectMsgAsync<RoomReply>());
        Assert.Empty(await AllBeforeAsync(Writer, "nothing"));
    }

    [Fact]
    public async Task Who_joins_is_told_the_latest_change()
    {
        var room = await AwakeAsync(Stored(AMessage(1)) with { Rev = 7 });
        Ask(room, new RoomCommand.Open(AliceAndBob, Bob, 1));
        var opened = await Asker.ExpectMsgAsync<RoomReply.Opened>();
        Assert.Equal((1L, 7L, false), (opened.LastSeq, opened.Rev, opened.AnyBlocks));
    }

    [Fact]
    public async Task An_erased_users_reactions_are_forgotten_and_do_not_come_back()
    {
        var message = AMessage(1, Bob) with { Details = new MessageDetails(0) { Rev = 1, FirstReactions = ["👍"], SecondReactions = ["❤"] } };
        var room = await AwakeAsync(Stored(message) with { Rev = 1 });
        Ask(room, new RoomCommand.EraseAuthor(Number, Alice, 1));
        var erase = await AppendedToWriterAsync();
        Ask(room, new RoomCommand.Delete(Number, Alice, 2, 1, null));
        Assert.Equal(new RoomReply.Refused(2, ChatError.RoomNotFound), await Asker.ExpectMsgAsync<RoomReply>());
        Ask(room, new RoomCommand.React(Number, Bob, 3, 1, "❤", false));
        Assert.Equal(new RoomReply.Refused(3, ChatError.UserNotFound), await Asker.ExpectMsgAsync<RoomReply>());
        Persist(room, erase);
        await Asker.ExpectMsgAsync<RoomReply.AuthorErased>();
        Ask(room, new RoomCommand.ReadHistory(Number, Bob, 4, null, null, 50));
        var details = Assert.Single((await Asker.ExpectMsgAsync<RoomReply.Page>()).Messages).Details!;
        Assert.Empty(details.FirstReactions);
        Assert.Equal("❤", Assert.Single(details.SecondReactions));
    }

    [Fact]
    public async Task A_change_of_unknown_outcome_is_not_answered_and_ends_the_sessions_of_both()
    {
        var room = await OpenAsync(AMessage(1));
        Ask(room, Edit(1, 1, "new"));
        await AppendedToWriterAsync();
        room.Tell(new WriterCommands.Unsettled(1), Writer);
        Assert.Equal(Alice, (await News.ExpectMsgAsync<RegistryCommands.EndSessions>()).Login);
        Assert.Equal(Bob, (await News.ExpectMsgAsync<RegistryCommands.EndSessions>()).Login);
        Assert.Empty(await AllBeforeAsync(Asker, "nothing"));
        Ask(room, Edit(2, 1, "newer"));
        await ExpectUnavailableAsync(2);
    }

    [Fact]
    public async Task A_change_for_which_the_journal_has_no_room_is_refused_and_takes_no_number()
    {
        Budget = new AppendBudget(0);
        var room = await OpenAsync(AMessage(1));
        Ask(room, Edit(1, 1, "new"));
        await ExpectUnavailableAsync(1);
    }

    /// <summary>Number 1 is older than what the room holds.</summary>
    private async Task<IActorRef> OpenWithOldMessagesAsync()
    {
        Tables.Project(0, 1, new RoomBatch(1, [new RoomOpened(AliceAndBob, Noon), new MessagePosted(AliceAndBob, AMessage(1), 1), new MessagePosted(AliceAndBob, AMessage(2), 2)]), ActorRefs.Nobody);
        return await AwakeAsync(await Tables.LoadRoomAsync(Number, 1), Rooms with { LatestMessages = 1 });
    }

    private static MessageChanged Changed(long seq, long rev, string text, string? operationId) =>
        new(AliceAndBob, Alice, seq, Noon + rev, text, new MessageDetails(0) { Rev = rev, EditedAt = Noon + rev }, operationId);

    private static RoomCommand.Edit Edit(long requestId, long seq, string text, string? operationId = null) => new(Number, Alice, requestId, seq, text, operationId);
}
