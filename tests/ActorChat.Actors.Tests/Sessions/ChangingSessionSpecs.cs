using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Sessions;

/// <summary>What a session asks for its client about messages that change, and what its client sees of it.</summary>
public sealed class ChangingSessionSpecs : SessionActorSpec
{
    public static TheoryData<string> Changes => ["edit", "delete", "react"];

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_goes_to_the_room_and_its_reply_is_the_answer(string name)
    {
        var session = await OpenAsync();
        session.Tell(ChangeOf(name));
        var command = await Room.ExpectMsgAsync<RoomCommand.ChangeMessage>();
        Assert.Equal((Alice, 3L), (command.Caller, command.Seq));
        session.Tell(new RoomReply.Changed(command.RequestId, 3, 7, Noon), Room);
        Assert.Equal(name == "react" ? new Answer.Reacted(Number, 3, 7) : new Answer.MessageChanged(Number, 3, 7, Noon), await AnswerAsync(name));
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_that_is_late_may_be_stored_and_ends_the_connection(string name)
    {
        var session = await OpenAsync();
        session.Tell(ChangeOf(name));
        await Room.ExpectMsgAsync<RoomCommand.ChangeMessage>();
        Pass(ActorSpec.Sessions.RequestTimeout);
        Assert.Equal(CloseReason.RequestTimeout, (await Client.ExpectMsgAsync<RecordingConnection.Closed>()).Reason);
    }

    [Fact]
    public async Task A_change_is_shown_where_the_room_is_joined_and_elsewhere_only_that_the_latest_message_is_another_one()
    {
        var session = await OpenAsync();
        session.Tell(Arrived(2, 1, lastSeq: 3));
        session.Tell(Arrived(3, 2, lastSeq: 3));
        Assert.Equal(new ServerEvent.ChatChanged(AliceAndBob, Bob, 5, Changed(3, 2), true, 2), await SentAsync());
        await JoinAsync(session, lastSeq: 3, rev: 2);
        session.Tell(Arrived(2, 3, lastSeq: 3));
        Assert.Equal(3, Assert.IsType<RoomNews.ChangeArrived>(await SentAsync()).Message.Rev);
        session.Tell(Arrived(2, 3, lastSeq: 3));
        session.Tell(Arrived(3, 4, lastSeq: 3));
        Assert.Equal(4, Assert.IsType<RoomNews.ChangeArrived>(await SentAsync()).Message.Rev);
    }

    [Fact]
    public async Task A_change_from_before_the_join_is_shown_as_before_the_join()
    {
        var session = await OpenAsync();
        await JoinAsync(session, lastSeq: 3, rev: 2);
        session.Tell(Arrived(3, 2, lastSeq: 3));
        Assert.IsType<ServerEvent.ChatChanged>(await SentAsync());
    }

    [Fact]
    public async Task A_session_that_missed_a_change_ends()
    {
        var session = await OpenAsync();
        await JoinAsync(session, lastSeq: 3, rev: 0);
        await EventFilter.Error(contains: "did not come").ExpectOneAsync(async () =>
        {
            session.Tell(Arrived(3, 2, lastSeq: 3));
            Assert.Equal(CloseReason.SessionFailed, (await Client.ExpectMsgAsync<RecordingConnection.Closed>()).Reason);
        });
    }

    [Fact]
    public async Task A_delivery_marker_is_answered_by_its_own_event_where_no_acknowledgement_was_asked_for()
    {
        var session = await OpenAsync();
        session.Tell(new SessionCommands.MarkDelivered(Tag("delivered", null), Number, 3));
        var mark = await Room.ExpectMsgAsync<RoomCommand.MarkDelivered>();
        session.Tell(new RoomReply.Marked(mark.RequestId, 5, true), Room);
        Assert.Equal(new ServerEvent.DeliveryShown(Number, Alice, 5), await SentAsync());
        Assert.IsType<Answer.ByEvent>(await AnswerAsync("delivered"));
        session.Tell(new SessionCommands.MarkDelivered(Tag("delivered"), Number, 6));
        mark = await Room.ExpectMsgAsync<RoomCommand.MarkDelivered>();
        session.Tell(new RoomReply.Marked(mark.RequestId, 6, false), Room);
        Assert.Equal(new Answer.Marked(Number, 6), await AnswerAsync("delivered"));
        session.Tell(new SharedEvent(new RoomNews.DeliveryMoved(AliceAndBob, Bob, 2)));
        Assert.Equal(new RoomNews.DeliveryMoved(AliceAndBob, Bob, 2), await SentAsync());
    }

    [Fact]
    public async Task A_page_of_changes_is_answered_with_the_epoch()
    {
        var session = await OpenAsync();
        session.Tell(new SessionCommands.ReadChanges(Tag("changes"), Number, 4, 50));
        var read = await Room.ExpectMsgAsync<RoomCommand.ReadChanges>();
        Assert.Equal((4L, 50), (read.Since, read.Limit));
        var changes = new RoomReply.Changes(read.RequestId, AliceAndBob, 7, [Changed(3, 7)], false, 0, 0);
        session.Tell(changes, Room);
        Assert.Equal(new Answer.ChangesRead(changes, Tables.Epoch), await AnswerAsync("changes"));
    }

    [Fact]
    public async Task A_block_names_a_user_who_exists_and_is_somebody_else()
    {
        var session = await OpenAsync();
        session.Tell(new SessionCommands.SetBlock(Tag("block"), Alice, true));
        await ExpectRefusedAsync("block", ChatError.SelfDialog);
        session.Tell(new SessionCommands.SetBlock(Tag("block"), ALogin("nobody"), true));
        await ExpectRefusedAsync("block", ChatError.UserNotFound);
        session.Tell(new SessionCommands.SetBlock(Tag("block"), ALogin("BOB"), true));
        var set = await Room.ExpectMsgAsync<RoomCommand.SetBlock>();
        Assert.Equal((AliceAndBob, Alice, true, false), (set.Key, set.Caller, set.Blocks, set.CompanionIsErased));
        session.Tell(new RoomReply.BlockTaken(set.RequestId), Room);
        Assert.Equal(new Answer.BlockSet(Bob, true), await AnswerAsync("block"));
    }

    [Fact]
    public async Task While_one_blocks_the_other_the_companions_presence_is_neither_watched_nor_shown()
    {
        var session = await JoinedAsync();
        session.Tell(new SharedEvent(new RoomNews.BlockSet(AliceAndBob, true)));
        Assert.Equal(new RegistryCommands.UnwatchPresence(Bob), await News.ExpectMsgAsync<RegistryCommands.UnwatchPresence>());
        session.Tell(new SharedEvent(new ServerEvent.PresenceChanged(Bob, true, null)));
        session.Tell(new SharedEvent(new RoomNews.BlockSet(AliceAndBob, true)));
        session.Tell(new SharedEvent(new RoomNews.BlockSet(AliceAndBob, false)));
        Assert.Equal(new RegistryCommands.WatchPresence(Bob), await News.ExpectMsgAsync<RegistryCommands.WatchPresence>());
        session.Tell(new SharedEvent(new ServerEvent.PresenceChanged(Bob, false, null)));
        Assert.Equal(new ServerEvent.PresenceChanged(Bob, false, null), await SentAsync());
    }

    [Fact]
    public async Task Who_joins_a_room_with_a_block_sees_no_presence()
    {
        var session = await OpenAsync();
        await JoinAsync(session, anyBlocks: true);
        Assert.Equal(new RegistryCommands.UnwatchPresence(Bob), await News.ExpectMsgAsync<RegistryCommands.UnwatchPresence>());
        session.Tell(new SharedEvent(new ServerEvent.PresenceChanged(Bob, true, null)));
        session.Tell(new SessionCommands.LeaveRoom(Tag("leave_room"), Number));
        Assert.Equal(new Answer.RoomLeft(Number), await AnswerAsync("leave_room"));
    }

    [Fact]
    public async Task A_block_in_a_room_that_is_not_joined_changes_nothing_for_the_session()
    {
        var session = await OpenAsync();
        session.Tell(new SharedEvent(new RoomNews.BlockSet(AliceAndBob, true)));
        await SettledAsync(session);
        Assert.Empty(await AllBeforeAsync(News, "nothing"));
        Assert.Empty(await AllBeforeAsync(Client, "nothing"));
    }

    [Fact]
    public async Task Sync_is_answered_by_the_tables_with_the_epoch()
    {
        var page = new SyncPage([new SyncedRoom(AliceAndBob, 3, 1, default, default, AMessage(3))], "next", false, false);
        Chats.Page = (cursor, limit) => cursor == "c" && limit == 20 ? page : null;
        var session = await OpenAsync();
        session.Tell(new SessionCommands.Sync(Tag("sync"), "c", 20));
        Assert.Equal(new Answer.Synced(page, Alice, Tables.Epoch), await AnswerAsync("sync"));
        session.Tell(new SessionCommands.Sync(Tag("sync"), "no cursor", 20));
        Assert.Equal("invalid_request", Assert.IsType<Answer.Refused>(await AnswerAsync("sync")).Error.Code);
    }

    [Fact]
    public async Task The_blocked_are_answered_by_the_tables()
    {
        Chats.Blocked = [Bob, Carol];
        var session = await OpenAsync();
        session.Tell(new SessionCommands.ListBlocked(Tag("blocked")));
        Assert.Equal([Bob, Carol], Assert.IsType<Answer.Blocked>(await AnswerAsync("blocked")).Logins);
    }

    [Fact]
    public async Task If_the_tables_cannot_be_asked_or_do_not_answer_in_time_a_question_is_refused_as_unavailable()
    {
        var session = await OpenAsync();
        Chats.Reads.FailWith(new InvalidOperationException("busy"));
        session.Tell(new SessionCommands.ListBlocked(Tag("blocked")));
        await ExpectRefusedAsync("blocked", ChatError.Unavailable);
        Chats.Reads.FailWith(null);
        Chats.Reads.Shut();
        session.Tell(new SessionCommands.Sync(Tag("sync"), null, 20));
        await SettledAsync(session);
        Pass(ActorSpec.Sessions.RequestTimeout);
        await ExpectRefusedAsync("sync", ChatError.Unavailable);
    }

    [Fact]
    public async Task A_session_that_leaves_waits_for_the_answers_of_the_tables()
    {
        var session = await OpenAsync();
        Chats.Reads.Shut();
        session.Tell(new SessionCommands.ListBlocked(Tag("blocked")));
        session.Tell(new SessionCommands.Leave(CloseReason.ServerStopping));
        await SettledAsync(session);
        Chats.Reads.Open();
        Assert.IsType<Answer.Blocked>(await AnswerAsync("blocked"));
        Assert.Equal(CloseReason.ServerStopping, (await Client.ExpectMsgAsync<RecordingConnection.Closed>()).Reason);
    }

    [Fact]
    public async Task Pages_of_changes_of_rooms_and_of_blocked_users_wait_for_a_client_that_does_not_take_what_it_has()
    {
        var session = await OpenAsync();
        Connection.UnsentBytes = ActorSpec.Sessions.Page.UnsentBytes;
        session.Tell(new SessionCommands.ReadChanges(Tag("changes"), Number, 0, 50));
        session.Tell(new SessionCommands.Sync(Tag("sync"), null, 20));
        session.Tell(new SessionCommands.ListBlocked(Tag("blocked")));
        await SettledAsync(session);
        Assert.Empty(await AllBeforeAsync(Room, "nothing yet"));
        Assert.Empty(await AllBeforeAsync(Client, "nothing yet"));
        Connection.Take(session);
        var read = await Room.ExpectMsgAsync<RoomCommand.ReadChanges>();
        session.Tell(new RoomReply.Changes(read.RequestId, AliceAndBob, 0, [], false, 0, 0), Room);
        var answered = new List<string>();
        while (answered.Count < 3)
        {
            answered.Add((await Client.ExpectMsgAsync<RecordingConnection.Answered>()).Tag.Event);
        }

        Assert.Equal(["blocked", "changes", "sync"], answered.Order());
    }

    private static SessionCommands.Request ChangeOf(string name) => name switch
    {
        "edit" => new SessionCommands.EditMessage(Tag(name), Number, 3, "new", "op"),
        "delete" => new SessionCommands.DeleteMessage(Tag(name), Number, 3, "op"),
        _ => new SessionCommands.React(Tag(name), Number, 3, "👍", true),
    };

    private static ChatMessage Changed(long seq, long rev) => AMessage(seq, Bob) with { Details = new MessageDetails(0) { Rev = rev, EditedAt = Noon } };

    private static SharedEvent Arrived(long seq, long rev, long lastSeq) => new(new RoomNews.ChangeArrived(AliceAndBob, Changed(seq, rev), true, lastSeq, 5, 0));
}
