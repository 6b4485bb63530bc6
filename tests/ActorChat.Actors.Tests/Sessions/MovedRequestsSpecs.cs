using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Sessions;

/// <summary>A session whose requests are answered as moved: the partition is being handed over.</summary>
public sealed class MovedRequestsSpecs : SessionActorSpec
{
    [Fact]
    public async Task Moved_requests_are_asked_again_in_their_order_and_new_ones_behind_them()
    {
        var session = await OpenAsync();
        var (one, two, three) = (await SendAsync(session, "one"), await SendAsync(session, "two"), await SendAsync(session, "three"));

        session.Tell(new RoomReply.Moved(two.RequestId), Room);
        session.Tell(Send("four", room: Number));
        await SettledAsync(session);
        session.Tell(new RoomReply.Moved(three.RequestId), Room);
        session.Tell(Send("five", room: Number));
        await SettledAsync(session);
        Assert.Empty(await AllBeforeAsync(Room, "the old owner still has one"));

        session.Tell(new RoomReply.Posted(one.RequestId, AMessage(1), false, false), Room);
        await SettledAsync(session);
        var asked = (await AllBeforeAsync(Room, "end")).Cast<RoomCommand.Post>().ToList();
        Assert.Equal(["two", "three", "four", "five"], asked.Select(post => post.Text));
        Assert.Equal([two, three], asked.Take(2));

        foreach (var post in asked)
        {
            session.Tell(new RoomReply.Posted(post.RequestId, AMessage(2), false, false), Room);
        }

        await SettledAsync(session);
        Assert.Empty(await AllBeforeAsync(Room, "nothing is asked twice"));
        Assert.Equal(5, (await AllBeforeAsync(Client, "end")).OfType<RecordingConnection.Answered>().Count());
    }

    [Fact]
    public async Task A_moved_request_does_not_wait_for_later_ones_because_they_may_wait_for_the_next_owner()
    {
        var session = await OpenAsync();
        var (one, two) = (await SendAsync(session, "one"), await SendAsync(session, "two"));
        session.Tell(new RoomReply.Moved(one.RequestId), Room);
        session.Tell(Send("three", room: Number));
        await SettledAsync(session);
        Assert.Equal([one], await AllBeforeAsync(Room, "two has no answer yet"));

        session.Tell(new RoomReply.Posted(one.RequestId, AMessage(1), false, false), Room);
        session.Tell(new RoomReply.Posted(two.RequestId, AMessage(2), false, false), Room);
        Assert.Equal("three", (await Room.ExpectMsgAsync<RoomCommand.Post>()).Text);
    }

    [Fact]
    public async Task A_request_that_was_asked_again_may_be_moved_again_while_later_ones_wait()
    {
        var session = await OpenAsync();
        var (one, two) = (await SendAsync(session, "one"), await SendAsync(session, "two"));
        for (var owner = 0; owner < 3; owner++)
        {
            session.Tell(new RoomReply.Moved(one.RequestId), Room);
            Assert.Equal(one, await Room.ExpectMsgAsync<RoomCommand.Post>());
        }

        session.Tell(new RoomReply.Moved(two.RequestId), Room);
        Assert.Equal(two, await Room.ExpectMsgAsync<RoomCommand.Post>());
        Assert.Empty(await AllBeforeAsync(Room, "end"));
    }

    [Fact]
    public async Task A_typing_sign_ends_with_its_session_although_the_partition_is_being_handed_over()
    {
        var session = Watch(await OpenAsync());
        session.Tell(new SessionCommands.ShowSign(Tag("typing"), Number, Sign.TypingOn));
        session.Tell(new RoomReply.SignTaken((await Room.ExpectMsgAsync<RoomCommand.ShowSign>()).RequestId), Room);
        var (_, two) = (await SendAsync(session, "one"), await SendAsync(session, "two"));
        session.Tell(new RoomReply.Moved(two.RequestId), Room);
        session.Tell(new SessionCommands.ConnectionEnded("gone"));
        await ExpectTerminatedAsync(session);
        Assert.Equal(new RoomCommand.ShowSign(Number, Alice, RoomCommand.Unasked, Sign.TypingOff), await Room.ExpectMsgAsync<RoomCommand.ShowSign>());
    }

    [Fact]
    public async Task A_typing_sign_that_waits_is_still_ended_with_its_session()
    {
        var session = Watch(await OpenAsync());
        var (_, two) = (await SendAsync(session, "one"), await SendAsync(session, "two"));
        session.Tell(new RoomReply.Moved(two.RequestId), Room);
        session.Tell(new SessionCommands.ShowSign(Tag("typing"), Number, Sign.TypingOff));
        session.Tell(new SessionCommands.ConnectionEnded("gone"));
        await ExpectTerminatedAsync(session);
        Assert.Equal(new RoomCommand.ShowSign(Number, Alice, RoomCommand.Unasked, Sign.TypingOff), await Room.ExpectMsgAsync<RoomCommand.ShowSign>());
    }

    [Fact]
    public async Task A_request_may_be_moved_more_than_once()
    {
        var session = await OpenAsync();
        var post = await SendAsync(session, "one");
        for (var owner = 0; owner < 3; owner++)
        {
            session.Tell(new RoomReply.Moved(post.RequestId), Room);
            Assert.Equal(post, await Room.ExpectMsgAsync<RoomCommand.Post>());
        }

        session.Tell(new RoomReply.Posted(post.RequestId, AMessage(1), false, false), Room);
        Assert.IsType<Answer.MessageStored>(await AnswerAsync("message"));
    }

    [Fact]
    public async Task A_moved_question_is_still_answered_in_time_and_not_asked_again_behind_that()
    {
        var session = await OpenAsync();
        session.Tell(new SessionCommands.HaveRoom(Tag("have_room"), Number, null, null, 50));
        session.Tell(new SessionCommands.ShowSign(Tag("typing"), Number, Sign.Typing(true)));
        var (read, typing) = (await Room.ExpectMsgAsync<RoomCommand.ReadHistory>(), await Room.ExpectMsgAsync<RoomCommand.ShowSign>());
        session.Tell(new RoomReply.Moved(typing.RequestId), Room);
        await SettledAsync(session);
        Pass(Sessions.RequestTimeout);
        Assert.Equal(
            [new Answer.Refused(ChatError.Unavailable), new Answer.Refused(ChatError.Unavailable)],
            new[] { await Client.ExpectMsgAsync<RecordingConnection.Answered>(), await Client.ExpectMsgAsync<RecordingConnection.Answered>() }.Select(answered => answered.Answer));
        session.Tell(new RoomReply.Moved(read.RequestId), Room);
        await SettledAsync(session);
        Assert.DoesNotContain(await AllBeforeAsync(Room, "end"), asked => asked is RoomCommand { RequestId: var id } && (id == read.RequestId || id == typing.RequestId));
    }

    [Fact]
    public async Task A_moved_message_without_an_answer_in_time_ends_the_session()
    {
        var session = Watch(await OpenAsync());
        var (_, two) = (await SendAsync(session, "one"), await SendAsync(session, "two"));
        session.Tell(new RoomReply.Moved(two.RequestId), Room);
        await SettledAsync(session);
        Pass(Sessions.RequestTimeout);
        await ExpectTerminatedAsync(session);
        Assert.Equal(CloseReason.RequestTimeout, (await FishAsync<RecordingConnection.Closed>(Client)).Reason);
    }

    private async Task<RoomCommand.Post> SendAsync(IActorRef session, string text)
    {
        session.Tell(Send(text, room: Number));
        return await Room.ExpectMsgAsync<RoomCommand.Post>();
    }
}
