using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Routing;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using Akka.TestKit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Sessions;

/// <summary>A session of Alice; the test itself plays its rooms, registry and client.</summary>
public abstract class SessionActorSpec : ActorSpec
{
    protected SessionActorSpec()
    {
        Room = CreateTestProbe("room");
        Client = CreateTestProbe("client");
        Opener = CreateTestProbe("opener");
        Connection = new RecordingConnection(Client);
    }

    protected TestProbe Room { get; }

    protected TestProbe Client { get; }

    protected RecordingConnection Connection { get; }

    protected TestProbe Opener { get; }

    protected MemoryChats Chats { get; } = new();

    protected static RoomNumber Number => AliceAndBob.Number;

    protected IActorRef Begin(SessionSettings? settings = null) => Sys.ActorOf(SessionActor.Props(
        new SessionDirectory.OpenSession(Alice, "token", long.MaxValue, "sid", Connection),
        Opener,
        new SessionContext(new RoomRoutes([Room]), Registry, Accounts, Chats, settings ?? ActorSpec.Sessions, Clock, Tables.Epoch)));

    /// <summary>Registered, and its client is ready.</summary>
    protected async Task<IActorRef> OpenAsync(SessionSettings? settings = null)
    {
        var session = Begin(settings);
        await News.ExpectMsgAsync<RegistryCommands.Register>();
        session.Tell(RegistryCommands.Registered.Instance, News);
        Assert.Equal(session, (await Opener.ExpectMsgAsync<SessionDirectory.SessionOpened>()).Session);
        session.Tell(SessionCommands.ConnectionReady.Instance);
        Assert.Equal(new ServerEvent.Named(Alice), (await Client.ExpectMsgAsync<RecordingConnection.Sent>()).Happened);
        return session;
    }

    protected async Task<IActorRef> JoinedAsync(SessionSettings? settings = null)
    {
        var session = await OpenAsync(settings);
        await JoinAsync(session);
        Assert.Equal(new RegistryCommands.WatchPresence(Bob), await News.ExpectMsgAsync<RegistryCommands.WatchPresence>());
        return session;
    }

    protected async Task JoinAsync(IActorRef session, long lastSeq = 0, long? rev = null, bool anyBlocks = false)
    {
        session.Tell(new SessionCommands.JoinRoom(Tag("join_room"), ALogin("BOB")));
        var open = await Room.ExpectMsgAsync<RoomCommand.Open>();
        session.Tell(new RoomReply.Opened(open.RequestId, open.Key, true, lastSeq) { Rev = rev, AnyBlocks = anyBlocks }, Room);
        Assert.Equal(new Answer.RoomJoined(Number, Bob, true, Tables.Epoch), await AnswerAsync("join_room"));
    }

    protected static SessionCommands.SendMessage Send(string text = "hello", long? ack = 1, RoomNumber? room = null) =>
        new(Tag("message", ack), room is null ? Bob : null, room, text, null);

    protected async Task<Answer> AnswerAsync(string name)
    {
        var answered = await Client.ExpectMsgAsync<RecordingConnection.Answered>();
        Assert.Equal(name, answered.Tag.Event);
        return answered.Answer;
    }

    protected async Task ExpectRefusedAsync(string name, ChatError error) => Assert.Equal(new Answer.Refused(error), await AnswerAsync(name));

    protected async Task<ServerEvent> SentAsync() => (await Client.ExpectMsgAsync<RecordingConnection.Sent>()).Happened;

    protected static SharedEvent Arrived(ChatMessage message) => new(new RoomNews.MessageArrived(AliceAndBob, message, 3, 0));

    protected static async Task SettledAsync(IActorRef session) => await session.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(60));
}
