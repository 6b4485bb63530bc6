using ActorChat.Actors.Common;
using ActorChat.Actors.Routing;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests.Sessions;

public sealed class SessionsActorSpecs : ActorSpec
{
    [Fact]
    public async Task A_node_holds_a_bounded_number_of_sessions_until_one_ends()
    {
        var sessions = Start(2);
        var first = await OpenAsync(sessions, "a");
        await OpenAsync(sessions, "b");
        sessions.Tell(Open("c"), TestActor);
        Assert.Equal(ChatError.Unavailable, (await ExpectMsgAsync<SessionDirectory.SessionRefused>()).Error);
        Watch(first);
        first.Tell(new SessionCommands.ConnectionEnded("transport close"));
        await ExpectTerminatedAsync(first);
        await AwaitAssertAsync(async () =>
        {
            sessions.Tell(new SessionDirectory.LeaveWave(0), TestActor);
            Assert.Equal(1, (await ExpectMsgAsync<SessionDirectory.Live>()).Sessions);
        });
    }

    [Fact]
    public async Task An_operator_ends_one_session_by_its_id()
    {
        var sessions = Start(2);
        var session = await OpenAsync(sessions, "a");
        Watch(session);
        sessions.Tell(new SessionDirectory.EndSession("z", CloseReason.EndedByAdmin), TestActor);
        Assert.Equal(0, (await ExpectMsgAsync<RegistryCommands.SessionsEnded>()).Count);
        sessions.Tell(new SessionDirectory.EndSession("a", CloseReason.EndedByAdmin), TestActor);
        Assert.Equal(1, (await ExpectMsgAsync<RegistryCommands.SessionsEnded>()).Count);
        await ExpectTerminatedAsync(session);
    }

    [Fact]
    public async Task When_the_server_stops_sessions_leave_wave_by_wave_and_no_new_one_is_opened()
    {
        var sessions = Start(5);
        foreach (var id in new[] { "a", "b", "c" })
        {
            await OpenAsync(sessions, id);
        }

        sessions.Tell(new SessionDirectory.LeaveWave(2), TestActor);
        Assert.Equal(1, (await ExpectMsgAsync<SessionDirectory.Live>()).Staying);
        sessions.Tell(Open("d"), TestActor);
        await ExpectMsgAsync<SessionDirectory.SessionRefused>();
        sessions.Tell(SessionDirectory.TellWhenEmpty.Instance, TestActor);
        sessions.Tell(new SessionDirectory.LeaveWave(2), ActorRefs.Nobody);
        Assert.Equal(new SessionDirectory.Live(0, 0), await ExpectMsgAsync<SessionDirectory.Live>());
    }

    private IActorRef Start(int max)
    {
        Sys.ActorOf(SessionRegistries.Props(Registry, Accounts, Sessions, Clock));
        return Sys.ActorOf(SessionsActor.Props(new SessionContext(new RoomRoutes([News]), Registry, Accounts, new MemoryChats(), Sessions with { MaxSessions = max }, Clock, Tables.Epoch)));
    }

    private async Task<IActorRef> OpenAsync(IActorRef sessions, string id)
    {
        await AwaitAssertAsync(() => Assert.NotEqual(News.Ref, Registry[0]));
        sessions.Tell(Open(id), TestActor);
        return (await ExpectMsgAsync<SessionDirectory.SessionOpened>()).Session;
    }

    private SessionDirectory.OpenSession Open(string id) => new(Alice, "token", long.MaxValue, id, new RecordingConnection(News));
}
