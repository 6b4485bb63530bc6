using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Testing;
using Akka.Actor;
using Akka.TestKit;
using static ActorChat.Actors.Tests.Data;

namespace ActorChat.Actors.Tests;

/// <summary>All actors of a node together, as the edge uses them.</summary>
public sealed class ChatActorsSpecs : ActorSpec
{
    private readonly ChatActors _chat;

    public ChatActorsSpecs() =>
        _chat = ChatActors.Start(Sys, Tables, new MemoryChats(), Accounts, Rooms with { Partitions = 4 }, Sessions with { RegistryPartitions = 2 }, Clock);

    [Fact]
    public async Task Every_session_of_both_users_gets_a_message_the_senders_own_among_them()
    {
        var (alice, alicesPhone, bob, carol) = (await JoinAsync(Alice, Bob), await JoinAsync(Alice, Bob), await JoinAsync(Bob, Alice), await OpenAsync(Carol));
        alice.Send("hello");
        var stored = Assert.IsType<Answer.MessageStored>((await FishAsync<RecordingConnection.Answered>(alice.Probe)).Answer).Message;
        foreach (var client in new[] { alice, alicesPhone, bob })
        {
            Assert.Equal(stored, (await ShownAsync(client)).Message);
        }

        Assert.DoesNotContain(await AllBeforeAsync(carol.Probe, "end"), told => told is RecordingConnection.Sent { Happened: not ServerEvent.Named });
    }

    [Fact]
    public async Task A_logout_ends_the_sessions_of_that_token_only()
    {
        var (one, other) = (await OpenAsync(Alice, "one"), await OpenAsync(Alice, "two"));
        Assert.Equal(1, await _chat.EndSessionsAsync(Alice, ["one"], CloseReason.TokenEnded));
        Assert.Equal(CloseReason.TokenEnded, (await FishAsync<RecordingConnection.Closed>(one.Probe)).Reason);
        Assert.Equal([Alice], (await _chat.WhoIsOnlineAsync([Alice, Bob])).Logins);
        Assert.DoesNotContain(await AllBeforeAsync(other.Probe, "end"), told => told is RecordingConnection.Closed);
    }

    [Fact]
    public async Task A_registry_restarted_under_live_sessions_ends_them_and_those_that_come_back_get_everything()
    {
        var (alice, bob) = (await JoinAsync(Alice, Bob), await JoinAsync(Bob, Alice));
        Sys.ActorSelection("/user/registry/*").Tell(PoisonPill.Instance);
        foreach (var client in new[] { alice, bob })
        {
            Assert.Equal(CloseReason.SessionFailed, (await FishAsync<RecordingConnection.Closed>(client.Probe)).Reason);
        }

        (alice, bob) = (await JoinAsync(Alice, Bob), await JoinAsync(Bob, Alice));
        alice.Send("after");
        Assert.Equal("after", (await ShownAsync(bob)).Message.Text);
        Assert.Equal(2, (await _chat.WhoIsOnlineAsync([Alice, Bob])).Logins.Count);
    }

    [Fact]
    public async Task Presence_comes_on_join_and_at_each_change()
    {
        var alice = await JoinAsync(Alice, Bob);
        await FishAsync<RecordingConnection.Sent>(alice.Probe, sent => sent.Happened is ServerEvent.PresenceChanged { Online: false, LastSeen: null });
        var bob = await OpenAsync(Bob);
        await FishAsync<RecordingConnection.Sent>(alice.Probe, sent => sent.Happened is ServerEvent.PresenceChanged { Online: true });
        bob.Session.Tell(new SessionCommands.ConnectionEnded("transport close"));
        await FishAsync<RecordingConnection.Sent>(alice.Probe, sent => sent.Happened is ServerEvent.PresenceChanged { Online: false, LastSeen: not null });
    }

    [Fact]
    public async Task A_stranger_is_refused_by_every_request_that_names_the_room()
    {
        var (alice, carol) = (await JoinAsync(Alice, Bob), await OpenAsync(Carol));
        alice.Send("secret");
        await ShownAsync(alice);
        SessionCommands.Request[] requests =
        [
            new SessionCommands.SendMessage(Tag("message"), null, AliceAndBob.Number, "hello", null), new SessionCommands.LeaveRoom(Tag("leave_room"), AliceAndBob.Number),
            new SessionCommands.HaveRoom(Tag("have_room"), AliceAndBob.Number, null, null, 50), new SessionCommands.MarkRead(Tag("read"), AliceAndBob.Number, 1),
            new SessionCommands.ShowSign(Tag("typing"), AliceAndBob.Number, Sign.Typing(true)),
        ];
        foreach (var request in requests)
        {
            carol.Session.Tell(request);
            Assert.Equal(new Answer.Refused(ChatError.RoomNotFound), (await FishAsync<RecordingConnection.Answered>(carol.Probe)).Answer);
        }
    }

    [Fact]
    public async Task Clients_notice_nothing_of_a_hand_over_but_a_pause()
    {
        var (alice, bob) = (await JoinAsync(Alice, Bob), await JoinAsync(Bob, Alice));
        var rooms = await Sys.ActorSelection("/user/rooms").ResolveOne(TimeSpan.FromSeconds(60));
        for (var round = 0; round < 3; round++)
        {
            alice.Send($"before {round}");
            await HandOverAllAsync(rooms, () => alice.Send($"between {round}"));
            alice.Send($"after {round}");
        }

        var shown = new List<string>();
        while (shown.Count < 9)
        {
            shown.Add((await ShownAsync(bob)).Message.Text);
        }

        Assert.Equal(Enumerable.Range(0, 3).SelectMany(round => new[] { $"before {round}", $"between {round}", $"after {round}" }), shown);
        Assert.DoesNotContain(await AllBeforeAsync(alice.Probe, "end"), told => told is RecordingConnection.Closed or RecordingConnection.Answered { Answer: Answer.Refused });
        Assert.DoesNotContain(await AllBeforeAsync(bob.Probe, "end"), told => told is RecordingConnection.Closed);
        Assert.Equal((4, 4), _chat.RoomPartitions);
    }

    [Fact]
    public async Task An_erasure_waits_for_a_partition_that_is_being_handed_over()
    {
        await _chat.WhenReadyAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
        await _chat.Rooms.Ask<PartitionCommands.HandedOver>(new PartitionCommands.HandOver(0), TimeSpan.FromSeconds(60));
        var told = _chat.TellErasedAsync(Bob);
        var emptied = _chat.EmptyJournalsAsync();
        await _chat.Rooms.Ask<ActorIdentity>(new Identify(null), TimeSpan.FromSeconds(60));
        Assert.False(told.IsCompleted);
        Assert.False(emptied.IsCompleted);
        _chat.Rooms.Tell(new PartitionCommands.Open(0));
        await told;
        Assert.True(await emptied);
    }

    [Fact]
    public async Task Sessions_are_listed_by_login_and_id()
    {
        await OpenAsync(Alice, id: "a1");
        await OpenAsync(Bob, id: "b1");
        Assert.Equal([(Alice, "a1")], await _chat.ListSessionsAsync(Alice, 10));
        Assert.Equal(["a1", "b1"], (await _chat.ListSessionsAsync(null, 10)).Select(session => session.SessionId).Order());
        Assert.Single(await _chat.ListSessionsAsync(null, 1));
    }

    private sealed record Client(TestProbe Probe, IActorRef Session)
    {
        public void Send(string text) => Session.Tell(new SessionCommands.SendMessage(new RequestTag("message", 7), null, AliceAndBob.Number, text, null));
    }

    private async Task<Client> OpenAsync(Login login, string token = "token", string? id = null)
    {
        await _chat.WhenReadyAsync(new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token);
        var probe = CreateTestProbe();
        var opening = _chat.OpenSessionAsync(login, token, long.MaxValue, id ?? Guid.NewGuid().ToString("N"), new RecordingConnection(probe));

        // The very first session may come before the registry's partitions; it then asks again.
        await AwaitAssertAsync(() =>
        {
            Pass(Sessions.RegisterRetry);
            Assert.True(opening.IsCompleted);
        });
        var session = Assert.IsType<SessionDirectory.SessionOpened>(await opening).Session;
        session.Tell(SessionCommands.ConnectionReady.Instance);
        return new Client(probe, session);
    }

    private async Task<Client> JoinAsync(Login login, Login companion)
    {
        var client = await OpenAsync(login);
        client.Session.Tell(new SessionCommands.JoinRoom(Tag("join_room"), companion));
        Assert.IsType<Answer.RoomJoined>((await FishAsync<RecordingConnection.Answered>(client.Probe)).Answer);
        return client;
    }

    private async Task HandOverAllAsync(IActorRef rooms, Action between)
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(partition => rooms.Ask<PartitionCommands.HandedOver>(new PartitionCommands.HandOver(partition), TimeSpan.FromSeconds(60))));
        between();
        foreach (var partition in Enumerable.Range(0, 4))
        {
            rooms.Tell(new PartitionCommands.Open(partition));
        }

        await AwaitAssertAsync(() => Assert.Equal((4, 4), _chat.RoomPartitions));
    }

    private static async Task<ServerEvent.MessageShown> ShownAsync(Client client) =>
        (ServerEvent.MessageShown)(await FishAsync<RecordingConnection.Sent>(client.Probe, sent => sent.Happened is ServerEvent.MessageShown)).Happened;
}
