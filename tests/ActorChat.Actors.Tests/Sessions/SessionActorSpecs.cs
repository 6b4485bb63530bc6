using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Sessions;

public sealed class SessionActorSpecs : SessionActorSpec
{
    [Fact]
    public async Task Nothing_is_sent_before_the_client_is_ready()
    {
        var session = Begin();
        await News.ExpectMsgAsync<RegistryCommands.Register>();
        session.Tell(RegistryCommands.Registered.Instance, News);
        session.Tell(Arrived(AMessage(1)));
        session.Tell(SessionCommands.ConnectionReady.Instance);
        Assert.IsType<ServerEvent.Named>(await SentAsync());
    }

    [Fact]
    public async Task A_joined_room_shows_its_messages_and_another_one_that_its_chat_changed()
    {
        var session = await OpenAsync();
        var message = AMessage(1, Bob);
        session.Tell(Arrived(message));
        Assert.Equal(new ServerEvent.ChatChanged(AliceAndBob, Bob, 3, message, false, 0), await SentAsync());
        await JoinAsync(session);
        session.Tell(Arrived(message));
        Assert.Equal(new ServerEvent.MessageShown(message, false), await SentAsync());
        session.Tell(new SessionCommands.LeaveRoom(Tag("leave_room"), Number));
        Assert.Equal(new Answer.RoomLeft(Number), await AnswerAsync("leave_room"));
        Assert.Equal(new RegistryCommands.UnwatchPresence(Bob), await FishAsync<RegistryCommands.UnwatchPresence>(News));
        session.Tell(Arrived(message));
        Assert.IsType<ServerEvent.ChatChanged>(await SentAsync());
    }

    [Fact]
    public async Task A_message_from_before_the_join_is_shown_as_before_the_join()
    {
        var session = await OpenAsync();
        await JoinAsync(session, lastSeq: 3);
        session.Tell(Arrived(AMessage(3, Bob)));
        Assert.IsType<ServerEvent.ChatChanged>(await SentAsync());
        session.Tell(Arrived(AMessage(4, Bob)));
        Assert.IsType<ServerEvent.MessageShown>(await SentAsync());
    }

    [Fact]
    public async Task A_session_that_joined_a_room_of_a_lost_partition_ends_before_it_shows_anything_behind_a_gap()
    {
        var session = await JoinedAsync();
        session.Tell(new SessionCommands.PartitionLost(0));
        session.Tell(Arrived(AMessage(2, Bob)));
        Assert.Equal(CloseReason.SessionFailed, (await Client.ExpectMsgAsync<RecordingConnection.Closed>()).Reason);
    }

    [Fact]
    public async Task A_session_that_waits_for_a_reply_of_a_lost_partition_ends()
    {
        var session = await OpenAsync();
        session.Tell(Send());
        await Room.ExpectMsgAsync<RoomCommand.Post>();
        session.Tell(new SessionCommands.PartitionLost(0));
        Assert.Equal(CloseReason.SessionFailed, (await Client.ExpectMsgAsync<RecordingConnection.Closed>()).Reason);
    }

    [Fact]
    public async Task A_session_that_does_not_rely_on_a_lost_partition_goes_on()
    {
        var session = await OpenAsync();
        session.Tell(new SessionCommands.PartitionLost(0));
        await JoinAsync(session);
        session.Tell(new SessionCommands.LeaveRoom(Tag("leave_room"), Number));
        Assert.Equal(new Answer.RoomLeft(Number), await AnswerAsync("leave_room"));
        session.Tell(new SessionCommands.PartitionLost(0));
        await JoinAsync(session);
        session.Tell(new SessionCommands.PartitionLost(1));
        session.Tell(Arrived(AMessage(2, Bob)));
        Assert.IsType<ServerEvent.MessageShown>(await SentAsync());
    }

    [Fact]
    public async Task A_room_that_is_not_joined_cannot_be_left()
    {
        var session = await OpenAsync();
        session.Tell(new SessionCommands.LeaveRoom(Tag("leave_room"), Number));
        await ExpectRefusedAsync("leave_room", ChatError.RoomNotFound);
    }

    [Fact]
    public async Task A_request_for_an_erased_companion_goes_to_the_room_which_decides()
    {
        Accounts.Erase(Bob);
        var session = await OpenAsync();
        session.Tell(Send());
        var again = await Room.ExpectMsgAsync<RoomCommand.PostAgain>();
        Assert.Equal((AliceAndBob, ChatError.UserNotFound), (again.Key, again.Otherwise));
        session.Tell(new RoomReply.Refused(again.RequestId, again.Otherwise), Room);
        await ExpectRefusedAsync("message", ChatError.UserNotFound);
        session.Tell(new SessionCommands.JoinRoom(Tag("join_room"), Bob));
        Assert.True((await Room.ExpectMsgAsync<RoomCommand.Open>()).CompanionIsErased);
    }

    [Fact]
    public async Task A_companion_whose_room_was_not_opened_is_looked_up_again()
    {
        var session = await OpenAsync();
        session.Tell(Send());
        session.Tell(new RoomReply.Refused((await Room.ExpectMsgAsync<RoomCommand.Post>()).RequestId, ChatError.Unavailable), Room);
        await ExpectRefusedAsync("message", ChatError.Unavailable);
        Accounts.Erase(Bob);
        session.Tell(Send());
        await Room.ExpectMsgAsync<RoomCommand.PostAgain>();
    }

    [Fact]
    public async Task A_message_above_the_current_limits_can_only_be_a_repeat()
    {
        var session = await OpenAsync();
        session.Tell(new SessionCommands.SendAgain(Tag("message"), null, Number, "", "c", ChatError.MessageTooLong));
        var again = await Room.ExpectMsgAsync<RoomCommand.PostAgain>();
        Assert.Equal(("c", ChatError.MessageTooLong), (again.ClientMessageId, again.Otherwise));
    }

    [Fact]
    public async Task Nobody_opens_a_room_with_an_unknown_user_or_oneself()
    {
        var session = await OpenAsync();
        session.Tell(new SessionCommands.JoinRoom(Tag("join_room"), ALogin("nobody")));
        await ExpectRefusedAsync("join_room", ChatError.UserNotFound);
        session.Tell(new SessionCommands.JoinRoom(Tag("join_room"), ALogin("ALICE")));
        await ExpectRefusedAsync("join_room", ChatError.SelfDialog);
        session.Tell(new SessionCommands.SendMessage(Tag("message"), Alice, null, "hello", null));
        await ExpectRefusedAsync("message", ChatError.SelfDialog);
        Assert.Empty(await AllBeforeAsync(Room, "end"));
    }

    [Fact]
    public async Task The_companion_is_named_as_registered()
    {
        var session = await OpenAsync();
        session.Tell(new SessionCommands.SendMessage(Tag("message"), ALogin("bOb"), null, "hello", "c"));
        var post = await Room.ExpectMsgAsync<RoomCommand.Post>();
        Assert.Equal(("Bob", "hello", "c", Alice), (post.Key?.CompanionOf(Alice).Name, post.Text, post.ClientMessageId, post.Caller));
    }

    [Fact]
    public async Task Requests_after_a_slow_look_up_are_not_overtaken()
    {
        Accounts.LookUpSlowly();
        Accounts.LookUps.Shut();
        var session = await OpenAsync();
        session.Tell(Send("1"));
        session.Tell(Send("2", room: Number));
        session.Tell(new SessionCommands.HaveRoom(Tag("have_room"), Number, null, null, 50));
        session.Tell(Send("3"));
        await SettledAsync(session);
        Assert.Empty(await AllBeforeAsync(Room, "end"));
        Accounts.LookUps.Open();
        Assert.Equal("1", (await Room.ExpectMsgAsync<RoomCommand.Post>()).Text);
        Assert.Equal("2", (await Room.ExpectMsgAsync<RoomCommand.Post>()).Text);
        await Room.ExpectMsgAsync<RoomCommand.ReadHistory>();
        Assert.Equal("3", (await Room.ExpectMsgAsync<RoomCommand.Post>()).Text);
    }

    [Fact]
    public async Task A_failing_look_up_is_unavailable_and_waiting_requests_continue()
    {
        Accounts.LookUpSlowly();
        Accounts.LookUps.Shut();
        Accounts.LookUps.FailWith(new IOException("disk"));
        var session = await OpenAsync();
        session.Tell(Send("1"));
        session.Tell(Send("2", room: Number));
        Accounts.LookUps.Open();
        await ExpectRefusedAsync("message", ChatError.Unavailable);
        Assert.Equal("2", (await Room.ExpectMsgAsync<RoomCommand.Post>()).Text);
    }

    [Fact]
    public async Task With_an_acknowledgement_the_acknowledgement_is_the_answer()
    {
        var session = await OpenAsync();
        session.Tell(Send());
        var message = AMessage(1);
        session.Tell(new RoomReply.Posted((await Room.ExpectMsgAsync<RoomCommand.Post>()).RequestId, message, false, false));
        Assert.Equal(new Answer.MessageStored(message), await AnswerAsync("message"));
        Assert.Empty(await AllBeforeAsync(Client, "end"));
    }

    [Fact]
    public async Task Without_an_acknowledgement_a_sender_that_has_not_joined_gets_its_copy()
    {
        var session = await OpenAsync();
        session.Tell(Send(ack: null));
        var message = AMessage(1);
        session.Tell(new RoomReply.Posted((await Room.ExpectMsgAsync<RoomCommand.Post>()).RequestId, message, false, false));
        Assert.Equal(new ServerEvent.MessageShown(message, false), await SentAsync());
        Assert.IsType<Answer.ByEvent>(await AnswerAsync("message"));
    }

    [Fact]
    public async Task Without_an_acknowledgement_a_joined_sender_gets_one_copy_not_two()
    {
        var session = await JoinedAsync();
        session.Tell(Send(ack: null));
        var message = AMessage(1);
        session.Tell(new RoomReply.Posted((await Room.ExpectMsgAsync<RoomCommand.Post>()).RequestId, message, false, false));
        session.Tell(Arrived(message));
        Assert.IsType<Answer.ByEvent>(await AnswerAsync("message"));
        Assert.IsType<ServerEvent.MessageShown>(await SentAsync());
        Assert.Empty(await AllBeforeAsync(Client, "end"));
    }

    [Fact]
    public async Task A_repeat_without_an_acknowledgement_is_answered_by_the_stored_message()
    {
        var session = await JoinedAsync();
        session.Tell(Send(ack: null));
        session.Tell(new RoomReply.Posted((await Room.ExpectMsgAsync<RoomCommand.Post>()).RequestId, AMessage(1), true, true));
        Assert.Equal(new ServerEvent.MessageShown(AMessage(1), true), await SentAsync());
        Assert.IsType<Answer.ByEvent>(await AnswerAsync("message"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_read_marker_without_an_acknowledgement_is_answered_by_the_event(bool repeated)
    {
        var session = await JoinedAsync();
        session.Tell(new SessionCommands.MarkRead(Tag("read", null), Number, 1));
        session.Tell(new RoomReply.Marked((await Room.ExpectMsgAsync<RoomCommand.MarkRead>()).RequestId, 2, repeated));
        if (repeated)
        {
            Assert.Equal(new ServerEvent.MarkerShown(Number, Alice, 2), await SentAsync());
        }

        Assert.IsType<Answer.ByEvent>(await AnswerAsync("read"));
    }

    [Fact]
    public async Task A_query_that_no_room_answers_is_unavailable_in_time_and_a_late_reply_is_dropped()
    {
        var session = await OpenAsync();
        session.Tell(new SessionCommands.HaveRoom(Tag("have_room"), Number, null, null, 50));
        var read = await Room.ExpectMsgAsync<RoomCommand.ReadHistory>();
        Pass(Sessions.RequestTimeout - TimeSpan.FromMilliseconds(1));
        await SettledAsync(session);
        Assert.Empty(await AllBeforeAsync(Client, "end"));
        Pass(TimeSpan.FromMilliseconds(1));
        await ExpectRefusedAsync("have_room", ChatError.Unavailable);
        session.Tell(new RoomReply.Page(read.RequestId, AliceAndBob, [], false, 0, 0));
        await SettledAsync(session);
        Assert.Empty(await AllBeforeAsync(Client, "end"));
    }

    [Fact]
    public async Task A_message_that_no_room_answers_ends_the_session_because_it_may_still_be_stored()
    {
        var session = await OpenAsync();
        Watch(session);
        session.Tell(Send());
        await Room.ExpectMsgAsync<RoomCommand.Post>();
        Pass(Sessions.RequestTimeout);
        await ExpectTerminatedAsync(session);
        var closed = await Client.FishForMessageAsync(message => message is RecordingConnection.Closed);
        Assert.Equal(CloseReason.RequestTimeout, ((RecordingConnection.Closed)closed).Reason);
    }

    [Fact]
    public async Task Typing_switches_itself_off_and_an_old_timeout_does_not_end_a_newer_sign()
    {
        var session = await JoinedAsync();
        Type(session, true);
        Assert.Equal(Sign.TypingOn, (await Room.ExpectMsgAsync<RoomCommand.ShowSign>()).Sign);
        Type(session, false);
        Assert.Equal(Sign.TypingOff, (await Room.ExpectMsgAsync<RoomCommand.ShowSign>()).Sign);
        Pass(TimeSpan.FromSeconds(3));
        Type(session, true);
        Assert.Equal(Sign.TypingOn, (await Room.ExpectMsgAsync<RoomCommand.ShowSign>()).Sign);
        await SettledAsync(session);
        Pass(Sessions.TypingTimeout - TimeSpan.FromSeconds(1));
        await SettledAsync(session);
        Assert.Empty(await AllBeforeAsync(Room, "end"));
        Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(Sign.TypingOff, (await Room.ExpectMsgAsync<RoomCommand.ShowSign>()).Sign);
    }

    [Fact]
    public async Task A_connection_that_has_ended_is_not_closed_once_more()
    {
        var session = await OpenAsync();
        Watch(session);
        session.Tell(new SessionCommands.ConnectionEnded("transport close"));
        await ExpectTerminatedAsync(session);
        Assert.Empty(await AllBeforeAsync(Client, "end"));
    }

    [Fact]
    public async Task A_session_that_ends_leaves_no_typing_sign_behind()
    {
        var session = await JoinedAsync();
        Type(session, true);
        await Room.ExpectMsgAsync<RoomCommand.ShowSign>();
        session.Tell(new SessionCommands.ConnectionEnded("transport close"));
        Assert.Equal(Sign.TypingOff, (await Room.ExpectMsgAsync<RoomCommand.ShowSign>()).Sign);
    }

    [Fact]
    public async Task A_session_that_ends_in_mid_request_ends_quietly()
    {
        var session = await JoinedAsync();
        Watch(session);
        session.Tell(Send());
        var post = await Room.ExpectMsgAsync<RoomCommand.Post>();
        session.Tell(new SessionCommands.ConnectionEnded("transport close"));
        await ExpectTerminatedAsync(session);
        session.Tell(new RoomReply.Posted(post.RequestId, AMessage(1), false, false));
        Assert.DoesNotContain(await AllBeforeAsync(Client, "end"), told => told is RecordingConnection.Answered or RecordingConnection.Sent);
    }

    [Fact]
    public async Task A_session_that_is_ended_says_why()
    {
        var session = await OpenAsync();
        Watch(session);
        session.Tell(new SessionCommands.End(CloseReason.TokenEnded));
        Assert.Equal(CloseReason.TokenEnded, (await Client.ExpectMsgAsync<RecordingConnection.Closed>()).Reason);
        await ExpectTerminatedAsync(session);
        Assert.Empty(await AllBeforeAsync(Client, "end"));
    }

    [Fact]
    public async Task A_session_that_leaves_answers_requests_in_flight_first_and_refuses_the_rest()
    {
        var session = await OpenAsync();
        session.Tell(Send());
        var post = await Room.ExpectMsgAsync<RoomCommand.Post>();
        session.Tell(new SessionCommands.Leave(CloseReason.ServerStopping));
        session.Tell(Send("late"));
        await ExpectRefusedAsync("message", ChatError.Unavailable);
        session.Tell(new RoomReply.Posted(post.RequestId, AMessage(1), false, false));
        Assert.IsType<Answer.MessageStored>(await AnswerAsync("message"));
        Assert.Equal(CloseReason.ServerStopping, (await Client.ExpectMsgAsync<RecordingConnection.Closed>()).Reason);
    }

    [Fact]
    public async Task A_session_joins_a_bounded_number_of_rooms()
    {
        var session = await JoinedAsync(Sessions with { MaxJoinedRooms = 1 });
        session.Tell(new SessionCommands.JoinRoom(Tag("join_room"), Carol));
        Assert.Equal("rate_limited", Assert.IsType<Answer.Refused>(await AnswerAsync("join_room")).Error.Code);
        await JoinAsync(session);
    }

    [Fact]
    public async Task Presence_is_shown_of_companions_in_joined_rooms_only()
    {
        var session = await JoinedAsync();
        session.Tell(new SharedEvent(new ServerEvent.PresenceChanged(Carol, true, null)));
        session.Tell(new SharedEvent(new ServerEvent.PresenceChanged(Bob, true, null)));
        Assert.Equal(new ServerEvent.PresenceChanged(Bob, true, null), await SentAsync());
    }

    private static void Type(IActorRef session, bool typing) => session.Tell(new SessionCommands.ShowSign(Tag("typing"), Number, Sign.Typing(typing)));
}
