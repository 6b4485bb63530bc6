using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Cluster.Placement;
using ActorChat.Testing;
using Akka.Actor;

namespace ActorChat.Cluster.Tests.Chat;

/// <summary>Three nodes in this process, with a real cluster between them and a storage in memory.</summary>
public sealed class ThreeNodesSpecs : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly SharedData _data = new();
    private readonly List<ChatNode> _nodes = [];

    public async Task InitializeAsync()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            _nodes.Add(new ChatNode(name, _data));
            _nodes[^1].Join(_nodes[0]);
        }

        await UntilAsync("every node knows all partitions, and has its share", () =>
            _nodes.TrueForAll(node => node.Known == ChatNode.Partitions && node.OpenHere is 5 or 6 && node.Links.Linked.Count == 2));
    }

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task Users_of_different_nodes_chat()
    {
        var (alice, bob) = (await _nodes[0].ConnectAsync(People.Alice), await _nodes[1].ConnectAsync(People.Bob));
        Assert.IsType<Answer.RoomJoined>(await alice.JoinAsync(People.Bob));
        Assert.IsType<Answer.RoomJoined>(await bob.JoinAsync(People.Alice));
        for (var i = 0; i < 100; i++)
        {
            alice.Send($"{i}");
        }

        for (var i = 0; i < 100; i++)
        {
            Assert.Equal($"{i}", await bob.ShownAsync());
            Assert.Equal($"{i}", await alice.ShownAsync());
        }
    }

    [Fact]
    public async Task A_node_that_leaves_hands_its_partitions_over_and_no_session_elsewhere_ends()
    {
        var owner = Owner();
        var others = _nodes.Where(node => node != owner).ToList();
        var (alice, bob) = (await others[0].ConnectAsync(People.Alice), await others[1].ConnectAsync(People.Bob));
        Assert.IsType<Answer.RoomJoined>(await alice.JoinAsync(People.Bob));
        Assert.IsType<Answer.RoomJoined>(await bob.JoinAsync(People.Alice));
        var leaving = owner.LeaveAsync();
        var sent = 0;
        while (!leaving.IsCompleted)
        {
            Assert.IsType<Answer.MessageStored>(await alice.SentAsync($"{sent}"));
            Assert.Equal($"{sent++}", await bob.ShownAsync());
        }

        await leaving;
        Assert.IsType<Answer.MessageStored>(await alice.SentAsync("after"));
        Assert.Equal("after", await bob.ShownAsync());
        await UntilAsync("the rest has all partitions", () => others.Sum(node => node.OpenHere) == ChatNode.Partitions);
        Assert.DoesNotContain(alice.Rest.Concat(bob.Rest), told => told is RecordingConnection.Closed);
        Assert.All(_data.Leases.Releases, release => Assert.True(release.InOrder));
    }

    [Fact]
    public async Task What_asks_for_partitions_is_stopped_when_a_node_leaves()
    {
        var pinger = await _nodes[0].System.ActorSelection(PlacedPartitions.Pinger).ResolveOne(s_patience);
        var stopped = pinger.WatchAsync();
        await _nodes[0].LeaveAsync();
        await stopped.WaitAsync(s_patience);
    }

    [Fact]
    public async Task A_node_that_joins_asks_for_its_share_and_no_session_ends()
    {
        var (alice, bob) = (await _nodes[0].ConnectAsync(People.Alice), await _nodes[1].ConnectAsync(People.Bob));
        Assert.IsType<Answer.RoomJoined>(await alice.JoinAsync(People.Bob));
        Assert.IsType<Answer.RoomJoined>(await bob.JoinAsync(People.Alice));
        var joining = new ChatNode("d", _data);
        _nodes.Add(joining);
        joining.Join(_nodes[0]);
        for (var sent = 0; joining.OpenHere < 4 || sent == 0; sent++)
        {
            Assert.IsType<Answer.MessageStored>(await alice.SentAsync($"{sent}"));
            Assert.Equal($"{sent}", await bob.ShownAsync());
        }

        Assert.DoesNotContain(alice.Rest.Concat(bob.Rest), told => told is RecordingConnection.Closed);
        Assert.All(_data.Leases.Releases, release => Assert.True(release.InOrder));
    }

    [Fact]
    public async Task After_a_crash_of_the_owner_sessions_that_relied_on_it_end_and_others_go_on()
    {
        var owner = Owner();
        var others = _nodes.Where(node => node != owner).ToList();
        var (alice, bob) = (await others[0].ConnectAsync(People.Alice), await others[1].ConnectAsync(People.Bob));
        Assert.IsType<Answer.RoomJoined>(await alice.JoinAsync(People.Bob));
        Assert.IsType<Answer.MessageStored>(await alice.SentAsync("before"));
        await owner.CrashAsync(others[0]);
        Assert.Equal(CloseReason.SessionFailed, (await alice.NextAsync<RecordingConnection.Closed>()).Reason);
        await UntilAsync("the rest has all partitions", () => others.TrueForAll(node => node.Known == ChatNode.Partitions) && others.Sum(node => node.OpenHere) == ChatNode.Partitions);
        Assert.DoesNotContain(bob.Rest, told => told is RecordingConnection.Closed);
        Assert.IsType<Answer.RoomJoined>(await bob.JoinAsync(People.Alice));
        alice = await others[0].ConnectAsync(People.Alice);
        Assert.IsType<Answer.RoomJoined>(await alice.JoinAsync(People.Bob));
        Assert.IsType<Answer.MessageStored>(await alice.SentAsync("after"));
        Assert.Equal("after", await bob.ShownAsync());
        Assert.Equal(["before", "after"], _data.Tables.MessagesOf(People.Both).Select(message => message.Text));
    }

    [Fact]
    public async Task A_single_node_goes_on_with_all_partitions_if_the_processes_of_the_others_have_ended()
    {
        var alice = await _nodes[1].ConnectAsync(People.Alice);
        await Task.WhenAll(_nodes[0].CrashAsync(), _nodes[2].CrashAsync());
        await UntilAsync("it has all partitions", () => _nodes[1].OpenHere == ChatNode.Partitions);
        Assert.Single(_nodes[1].Nodes.Members);
        alice = alice.Rest.Exists(told => told is RecordingConnection.Closed) ? await _nodes[1].ConnectAsync(People.Alice) : alice;
        Assert.IsType<Answer.RoomJoined>(await alice.JoinAsync(People.Bob));
        Assert.IsType<Answer.MessageStored>(await alice.SentAsync("after"));
    }

    [Fact]
    public async Task Nodes_answer_each_others_questions()
    {
        var answers = await _nodes[0].Nodes.AskOthersAsync(new PartitionCommands.ListAwake(7), s_patience);
        Assert.Equal([new NodeAnswer("b", new RegistryCommands.SessionsEnded(7)), new NodeAnswer("c", new RegistryCommands.SessionsEnded(7))], answers.OrderBy(answer => answer.Node));
        answers = await _nodes[0].Nodes.AskOthersAsync(new PartitionCommands.Open(7), s_patience);
        Assert.All(answers, answer => Assert.Null(answer.Answer));
        Assert.Equal(["a", "b", "c"], _nodes[0].Nodes.Members.Select(node => node.Name).Order());
        Assert.All(_nodes[0].Nodes.Members, node => Assert.Equal(("up", true), (node.Status, node.Reachable)));
    }

    /// <summary>The node that has the room of both.</summary>
    private ChatNode Owner() => Assert.Single(_nodes, node => node.Chat.Routes[node.Chat.Routes.PartitionOf(People.Both.Number)].Owner is LocalActorRef);

    private async Task UntilAsync(string what, Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, $"{what}: {string.Join("; ", _nodes)}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), CancellationToken.None);
        }
    }
}
