using ActorChat.Actors;
using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Cluster.Links;
using ActorChat.Cluster.Members;
using ActorChat.Settings;
using ActorChat.Testing;
using Akka.Actor;
using Akka.Configuration;
using Akka.Remote;

namespace ActorChat.Cluster.Tests.Chat;

/// <summary>What the nodes of one cluster share: the storage, here in memory.</summary>
internal sealed class SharedData
{
    public string Journal { get; } = Guid.NewGuid().ToString("N");

    public MemoryTables Tables { get; } = new();

    public MemoryAccounts Accounts { get; } = new MemoryAccounts().With(People.Alice, People.Bob);

    public SharedProcesses Processes { get; } = new();

    public MemoryLeases Leases { get; } = new(TimeProvider.System, TimeSpan.FromSeconds(2));
}

internal static class People
{
    public static readonly Login Alice = Login.FromStored("Alice");
    public static readonly Login Bob = Login.FromStored("Bob");
    public static readonly RoomKey Both = RoomKey.Of(Alice, Bob);
}

/// <summary>A whole node without its edge, in this process: it belongs to a real cluster over loopback.</summary>
internal sealed class ChatNode : IAsyncDisposable
{
    public const int Partitions = 16;

    private readonly ChatCluster _cluster;
    private readonly SharedProcesses _processes;

    public ChatNode(string name, SharedData data)
    {
        (Name, _processes) = (name, data.Processes);
        System = ActorSystem.Create("chat", ConfigurationFactory.ParseString($$"""
            akka {
              actor.provider = cluster
              loglevel = WARNING
              stdout-loglevel = OFF
              loggers = []
              remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0, maximum-frame-size = 8MiB }
              cluster {
                roles = [{{NodeRole.Of(name)}}, {{NodeRole.OfProcess(name)}}]
                gossip-interval = 100ms
                leader-actions-interval = 100ms
                unreachable-nodes-reaper-interval = 100ms
                periodic-tasks-initial-delay = 100ms
                # The tests say who is down: on a busy machine anybody may be silent for a while.
                failure-detector.acceptable-heartbeat-pause = 4s
                downing-provider-class = ""
                run-coordinated-shutdown-when-down = off
                sharding.rebalance-interval = 1s
              }
              coordinated-shutdown.run-by-actor-system-terminate = off
              coordinated-shutdown.exit-clr = off
            }
            """).WithFallback(ChatCluster.Definition).WithFallback(SessionMailbox.Definition).WithFallback(NodesJournal.ConfigOf(data.Journal)));
        var settings = new SettingsReader(RepositoryFiles.Hocon());
        var rooms = RoomSettings.From(settings) with { Partitions = Partitions, LeaseRenewEvery = TimeSpan.FromMilliseconds(300) };
        _cluster = new ChatCluster(System, name, new LinkSettings(1 << 24, 1 << 17, TimeSpan.FromMilliseconds(300)), TimeSpan.Zero, data.Processes.Of(name), TimeProvider.System);
        Chat = ChatActors.Start(
            System, data.Tables, new MemoryChats(), data.Accounts, rooms, SessionSettings.From(settings), TimeProvider.System, placement: _cluster.PlacementUnder(data.Leases.Of(Guid.NewGuid().ToString())), others: _cluster.Others);
        _cluster.Start(Chat, new Questions());
    }

    public string Name { get; }

    public ActorSystem System { get; }

    public ChatActors Chat { get; }

    public INodes Nodes => _cluster.Nodes;

    public NodeLinks Links => _cluster.Links;

    public int OpenHere => Chat.Routes.Owners.Count(owner => owner is LocalActorRef);

    /// <summary>How many partitions this node knows the way to.</summary>
    public int Known => Chat.Routes.Owners.Count(owner => owner is not null);

    public override string ToString() => $"{Name}: {OpenHere} open, {Known} known, linked to {string.Join(' ', Links.Linked)}, members {string.Join(' ', Nodes.Members)}";

    public void Join(ChatNode first) => Akka.Cluster.Cluster.Get(System).Join(Akka.Cluster.Cluster.Get(first.System).SelfAddress);

    /// <summary>Leaves as a node does that was told to stop.</summary>
    public Task LeaveAsync() => CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClrExitReason.Instance);

    /// <summary>Ends without a word, as after kill -9; another node finds it dead, or the storage does.</summary>
    public async Task CrashAsync(ChatNode? other = null)
    {
        var address = Akka.Cluster.Cluster.Get(System).SelfAddress;
        await ((RemoteActorRefProvider)((ExtendedActorSystem)System).Provider).Transport.Shutdown();
        await System.Terminate();
        if (other is null)
        {
            _processes.End(Name);
        }
        else
        {
            Akka.Cluster.Cluster.Get(other.System).Down(address);
        }
    }

    public async Task<ChatClient> ConnectAsync(Login login)
    {
        var client = new ChatClient(System);
        var opening = await Chat.OpenSessionAsync(login, "token", long.MaxValue, Guid.NewGuid().ToString("N"), client.Connection);
        client.Session = Assert.IsType<SessionDirectory.SessionOpened>(opening).Session;
        client.Session.Tell(SessionCommands.ConnectionReady.Instance);
        return client;
    }

    public async ValueTask DisposeAsync() => await System.Terminate();

    private sealed class Questions : INodeQuestions
    {
        public Task<object> AnswerAsync(object question) => question is PartitionCommands.ListAwake list
            ? Task.FromResult<object>(new RegistryCommands.SessionsEnded(list.Limit))
            : throw new ArgumentException("Nobody knows it");
    }
}
