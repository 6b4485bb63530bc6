using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Actors.Wire;
using ActorChat.Testing;
using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Wire;

/// <summary>The whole chat, with every message that may go to another node serialised and read again on its way.</summary>
public sealed class SerializedChatSpecs : ActorSpec
{
    private readonly ChatActors _chat;

    public SerializedChatSpecs()
        : base(ConfigurationFactory.ParseString("akka.actor.serialize-messages = on").WithFallback(WireSerializer.Definition).WithFallback(ByReference.Definition)) =>
        _chat = ChatActors.Start(Sys, Tables, new MemoryChats(), Accounts, Rooms with { Partitions = 2 }, Sessions with { RegistryPartitions = 2 }, Clock);

    [Fact]
    public async Task People_chat_read_type_and_see_each_other_come_and_go()
    {
        var (alice, bob) = (await OpenAsync(Alice), await OpenAsync(Bob));
        await RequestAsync<Answer.RoomJoined>(alice, new SessionCommands.JoinRoom(Tag("join_room"), Bob));
        await RequestAsync<Answer.RoomJoined>(bob, new SessionCommands.JoinRoom(Tag("join_room"), Alice));
        await FishAsync<RecordingConnection.Sent>(bob.Probe, sent => sent.Happened is ServerEvent.PresenceChanged { Online: true });

        var room = AliceAndBob.Number;
        var stored = await RequestAsync<Answer.MessageStored>(alice, new SessionCommands.SendMessage(Tag("message"), Bob, null, "hello", "c-1"));
        await FishAsync<RecordingConnection.Sent>(bob.Probe, sent => sent.Happened is ServerEvent.MessageShown { Message.Text: "hello" });
        var again = await RequestAsync<Answer.MessageStored>(alice, new SessionCommands.SendMessage(Tag("message"), Bob, null, "hello", "c-1"));
        Assert.Equal(stored with { Repeated = true }, again);
        Assert.Equal([stored.Message], (await RequestAsync<Answer.History>(bob, new SessionCommands.HaveRoom(Tag("have_room"), room, null, null, 50))).Page.Messages);
        Assert.Equal(new Answer.Marked(room, 1, 0), await RequestAsync<Answer.Marked>(bob, new SessionCommands.MarkRead(Tag("read"), room, 1)));
        await RequestAsync<Answer.SignNoted>(bob, new SessionCommands.ShowSign(Tag("typing"), room, Sign.Typing(true)));
        await RequestAsync<Answer.Refused>(bob, new SessionCommands.MarkRead(Tag("read"), room, 9));

        bob.Session.Tell(new SessionCommands.ConnectionEnded("transport close"));
        await FishAsync<RecordingConnection.Sent>(alice.Probe, sent => sent.Happened is ServerEvent.PresenceChanged { Online: false, LastSeen: not null });
    }

    [Fact]
    public async Task Messages_change_are_answered_and_delivered_and_users_block_each_other()
    {
        var (alice, bob) = (await OpenAsync(Alice), await OpenAsync(Bob));
        await RequestAsync<Answer.RoomJoined>(alice, new SessionCommands.JoinRoom(Tag("join_room"), Bob));
        await RequestAsync<Answer.RoomJoined>(bob, new SessionCommands.JoinRoom(Tag("join_room"), Alice));
        var room = AliceAndBob.Number;
        await RequestAsync<Answer.MessageStored>(alice, new SessionCommands.SendMessage(Tag("message"), Bob, null, "hello", null));
        await RequestAsync<Answer.MessageStored>(bob, new SessionCommands.SendMessage(Tag("message"), null, room, "hi", null) { ReplyTo = 1 });
        Assert.Equal(1, (await RequestAsync<Answer.MessageChanged>(alice, new SessionCommands.EditMessage(Tag("edit"), room, 1, "hallo", "op"))).Rev);
        await FishAsync<RecordingConnection.Sent>(bob.Probe, sent => sent.Happened is RoomNews.ChangeArrived { Message: { Text: "hallo", Rev: 1 } });
        Assert.Equal(2, (await RequestAsync<Answer.Reacted>(bob, new SessionCommands.React(Tag("react"), room, 1, "👍", true))).Rev);
        Assert.Equal(1, (await RequestAsync<Answer.MessageChanged>(alice, new SessionCommands.EditMessage(Tag("edit"), room, 1, "other", "op"))).Rev);
        Assert.Equal(3, (await RequestAsync<Answer.MessageChanged>(bob, new SessionCommands.DeleteMessage(Tag("delete"), room, 2, null))).Rev);
        var changes = (await RequestAsync<Answer.ChangesRead>(alice, new SessionCommands.ReadChanges(Tag("changes"), room, 0, 50))).Changes;
        Assert.Equal((3, 2), (changes.Rev, changes.Messages.Count));
        Assert.Equal(2, (await RequestAsync<Answer.Marked>(alice, new SessionCommands.MarkDelivered(Tag("delivered"), room, 2))).Seq);
        await FishAsync<RecordingConnection.Sent>(bob.Probe, sent => sent.Happened is RoomNews.DeliveryMoved { Seq: 2 });
        await RequestAsync<Answer.BlockSet>(alice, new SessionCommands.SetBlock(Tag("block"), Bob, true));
        Assert.Same(ChatError.Blocked, (await RequestAsync<Answer.Refused>(bob, new SessionCommands.React(Tag("react"), room, 1, "👍", false))).Error);
    }

    [Fact]
    public async Task Operators_see_end_and_erase()
    {
        var alice = await OpenAsync(Alice);
        await RequestAsync<Answer.MessageStored>(alice, new SessionCommands.SendMessage(Tag("message"), Bob, null, "hello", null));
        Assert.Equal([Alice], (await _chat.WhoIsOnlineAsync([Alice, Bob])).Logins);
        Assert.Equal(Alice, Assert.Single(await _chat.ListSessionsAsync(null, 10)).Login);
        Assert.Equal([AliceAndBob.Number], (await _chat.ListAwakeRoomsAsync(10)).Rooms);
        await _chat.TellErasedAsync(Alice);
        Assert.True(await _chat.EraseAuthorAsync(AliceAndBob.Number, Alice));
        Assert.Equal(1, await _chat.EndSessionsAsync(Alice, null, CloseReason.EndedByAdmin));
        Assert.Equal(CloseReason.EndedByAdmin, (await FishAsync<RecordingConnection.Closed>(alice.Probe)).Reason);
    }

    private sealed record Client(TestProbe Probe, IActorRef Session);

    private async Task<Client> OpenAsync(Login login)
    {
        await _chat.WhenReadyAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
        var probe = CreateTestProbe();
        var opening = _chat.OpenSessionAsync(login, "token", long.MaxValue, Guid.NewGuid().ToString("N"), new RecordingConnection(probe));
        await AwaitAssertAsync(() =>
        {
            Pass(Sessions.RegisterRetry);
            Assert.True(opening.IsCompleted);
        });
        var session = Assert.IsType<SessionDirectory.SessionOpened>(await opening).Session;
        session.Tell(SessionCommands.ConnectionReady.Instance);
        return new Client(probe, session);
    }

    private static async Task<T> RequestAsync<T>(Client client, SessionCommands.Request request)
        where T : Answer
    {
        client.Session.Tell(request);
        return Assert.IsType<T>((await FishAsync<RecordingConnection.Answered>(client.Probe)).Answer);
    }
}
