using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Routing;
using ActorChat.Actors.Sessions;
using Akka;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Actors;

/// <summary>All actors of one node: the room partitions, the registry, the sessions.</summary>
public sealed class ChatActors : IChatActors
{
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _openTimeout;
    private readonly RegistryRoutes _registry;
    private readonly PartitionsOpen _open;
    private readonly IActorRef _sessions;

    private readonly RoomRoutes _routes;
    private readonly IActorRef _rooms;

    private readonly bool _opensAll;

    private ChatActors(RegistryRoutes registry, PartitionsOpen open, RoomRoutes routes, IActorRef rooms, IActorRef sessions, TimeSpan openTimeout, bool opensAll) =>
        (_registry, _open, _routes, _rooms, _sessions, _openTimeout, _opensAll) = (registry, open, routes, rooms, sessions, openTimeout, opensAll);

    /// <summary>The routes to all partitions, wherever they are.</summary>
    public RoomRoutes Routes => _routes;

    /// <summary>The parent of this node's partitions: <see cref="PartitionCommands"/> go to it.</summary>
    public IActorRef Rooms => _rooms;

    public (int Open, int All) RoomPartitions => _opensAll ? _open.Count : (_routes.Owners.Count(static owner => owner is not null), _routes.Count);

    /// <summary>Starts all actors; they are ready when <see cref="WhenReadyAsync"/> completes.</summary>
    public static ChatActors Start(
        ActorSystem system, IRoomTables tables, IUserChats chats, IAccounts accounts, RoomSettings rooms, SessionSettings sessions, TimeProvider clock, TimeSpan? openTimeout = null, INewRoomLimit? limits = null,
        PartitionPlacement? placement = null, OtherNodes? others = null)
    {
        var registry = new RegistryRoutes(sessions.RegistryPartitions, others);
        system.ActorOf(SessionRegistries.Props(registry, accounts, sessions, clock), "registry");
        var open = new PartitionsOpen(rooms.Partitions);
        var routes = new RoomRoutes(rooms, clock);
        placement ??= PartitionPlacement.Alone;
        var keeper = placement.Leases is { } leases ? new LeaseKeeper(leases, rooms.LeaseRenewEvery, clock, Logging.GetLogger(system, "leases")) : null;
        var services = new RoomServices(tables, registry, rooms, clock, open, limits) { Placement = placement, Keeper = keeper };
        var partitions = system.ActorOf(Actors.Rooms.RoomPartitions.Props(routes, services), "rooms");
        if (keeper is not null)
        {
            system.RegisterOnTermination(keeper.Dispose);
            var stop = CoordinatedShutdown.Get(system);
            if (!placement.OpensAll)
            {
                // While the others still hear this node: its partitions go on until they ask for them.
                stop.AddTask(CoordinatedShutdown.PhaseClusterShardingShutdownRegion, "part-with-partitions", () => WhenNoneIsHereAsync(partitions, rooms.PartingTimeout + rooms.HandOverTimeout));
            }

            stop.AddTask(CoordinatedShutdown.PhaseClusterShutdown, "give-leases-back", () => HandOverAllAsync(partitions, routes.Count, rooms.HandOverTimeout));
        }

        var shared = new SessionContext(routes, registry, accounts, chats, sessions, clock, tables.Epoch);
        return new ChatActors(registry, open, routes, partitions, system.ActorOf(SessionsActor.Props(shared), "sessions"), openTimeout ?? AskTimeout, placement.OpensAll);
    }

    /// <summary>The placement tells the partitions to part at the same time.</summary>
    private static async Task<Done> WhenNoneIsHereAsync(IActorRef partitions, TimeSpan within)
    {
        await partitions.Ask<PartitionCommands.NoneHere>(PartitionCommands.TellWhenNoneIsHere.Instance, within + AskTimeout).ConfigureAwait(false);
        return Done.Instance;
    }

    /// <summary>The next start need not wait until the leases run out.</summary>
    private static async Task<Done> HandOverAllAsync(IActorRef partitions, int count, TimeSpan within)
    {
        await Task.WhenAll(Enumerable.Range(0, count).Select(partition =>
            partitions.Ask<PartitionCommands.HandedOver>(new PartitionCommands.HandOver(partition), within + AskTimeout))).ConfigureAwait(false);
        return Done.Instance;
    }

    public async Task<SessionDirectory.SessionOpening> OpenSessionAsync(Login login, string tokenId, long tokenEndsAt, string sessionId, IConnection connection)
    {
        try
        {
            return await _sessions.Ask<SessionDirectory.SessionOpening>(new SessionDirectory.OpenSession(login, tokenId, tokenEndsAt, sessionId, connection), _openTimeout).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            // If it were opened later it would live for ever, because nobody else knows of it. This message follows the request to open it.
            _sessions.Tell(new SessionDirectory.EndSession(sessionId, CloseReason.SessionFailed), ActorRefs.NoSender);
            throw;
        }
    }

    public async Task<int> EndSessionsAsync(Login login, IReadOnlyCollection<string>? tokenIds, CloseReason reason)
    {
        var ended = await _registry.PartitionOf(login).Ask<RegistryCommands.SessionsEnded>(new RegistryCommands.EndSessions(login, tokenIds, reason), AskTimeout).ConfigureAwait(false);
        return ended.Count;
    }

    public async Task<RegistryCommands.Online> WhoIsOnlineAsync(IReadOnlyCollection<Login> logins)
    {
        var answers = await Task.WhenAll(logins
            .GroupBy(_registry.PartitionOf)
            .Select(share => share.Key.Ask<RegistryCommands.Online>(new RegistryCommands.WhoIsOnline([.. share]), AskTimeout))).ConfigureAwait(false);
        return new RegistryCommands.Online(answers.SelectMany(answer => answer.Logins).ToHashSet(), answers.SelectMany(answer => answer.LeftAt).ToDictionary());
    }

    public IReadOnlyList<int> RoomMailboxes =>
        [.. _routes.Owners.Select(partition => (partition as ActorRefWithCell)?.Underlying.NumberOfMessages ?? 0)];

    public async Task<IReadOnlyList<(Login Login, string SessionId)>> ListSessionsAsync(Login? login, int limit, string? prefix = null)
    {
        var asked = login is { } one ? [_registry.PartitionOf(one)] : Enumerable.Range(0, _registry.Count).Select(partition => _registry[partition]);
        var answers = await Task.WhenAll(asked.Select(partition =>
            partition.Ask<RegistryCommands.SessionList>(new RegistryCommands.ListSessions(login, limit, prefix), AskTimeout))).ConfigureAwait(false);
        return [.. answers.SelectMany(answer => answer.Sessions).Take(limit)];
    }

    public async Task<bool> EndSessionAsync(string sessionId, CloseReason reason)
    {
        var ended = await _sessions.Ask<RegistryCommands.SessionsEnded>(new SessionDirectory.EndSession(sessionId, reason), AskTimeout).ConfigureAwait(false);
        return ended.Count > 0;
    }

    public IReadOnlyList<int> PartitionsHere => [.. _routes.Owners.Select((owner, partition) => IsHere(owner) ? partition : -1).Where(static partition => partition >= 0)];

    public async Task<(IReadOnlyList<RoomNumber> Rooms, int Count)> ListAwakeRoomsAsync(int limit)
    {
        var answers = await Task.WhenAll(_routes.Owners.Where(IsHere).Select(partition =>
            partition!.Ask<PartitionCommands.Awake>(new PartitionCommands.ListAwake(limit), AskTimeout))).ConfigureAwait(false);
        return ([.. answers.SelectMany(answer => answer.Rooms).Take(limit)], answers.Sum(answer => answer.Count));
    }

    public Task TellErasedAsync(Login user) => AskPartitionsAsync<PartitionCommands.UserForgotten>(new PartitionCommands.UserErased(user));

    public async Task<bool> EraseAuthorAsync(RoomNumber room, Login author)
    {
        return await _rooms.Ask<RoomReply>(new RoomCommand.EraseAuthor(room, author, 0), AskTimeout).ConfigureAwait(false) is RoomReply.AuthorErased;
    }

    public bool IsHere(RoomNumber room) => IsHere(_routes[_routes.PartitionOf(room)].Owner);

    public async Task<bool?> ExpireAsync(RoomNumber room, Login member) =>
        await _rooms.Ask<RoomReply>(new RoomCommand.Expire(room, member, 0), AskTimeout).ConfigureAwait(false) is RoomReply.Expired expired ? expired.AnyMore : null;

    public async Task<bool> SetRetentionAsync(RoomNumber room, Login member, long? kept) =>
        await _rooms.Ask<RoomReply>(new RoomCommand.SetRetention(room, member, 0, kept), AskTimeout).ConfigureAwait(false) is RoomReply.RetentionTaken;

    public async Task<bool> EmptyJournalsAsync()
    {
        var answers = await AskPartitionsAsync<object>(WriterCommands.Empty.Instance).ConfigureAwait(false);
        return answers.All(answer => answer is WriterCommands.Emptied);
    }

    /// <summary>
    /// Asks all partitions, wherever they are. One that is being handed over is asked once it is open again: what its owner before had not finished, its next
    /// owner does not know either.
    /// </summary>
    private Task<T[]> AskPartitionsAsync<T>(object question) => Task.WhenAll(Enumerable.Range(0, _routes.Count).Select(partition => AskPartitionAsync<T>(partition, question)));

    private async Task<T> AskPartitionAsync<T>(int partition, object question)
    {
        while (true)
        {
            var owner = await _routes[partition].OwnerAsync().WaitAsync(AskTimeout).ConfigureAwait(false);
            try
            {
                return await owner.Ask<T>(question, AskTimeout).ConfigureAwait(false);
            }
            catch (AskTimeoutException) when (!owner.Equals(_routes[partition].Owner))
            {
                // It was handed over meanwhile; the next owner answers.
            }
        }
    }

    /// <summary>
    /// Tells every session of this node that a room partition is lost. When this returns, it is in all their mailboxes, before whatever the partition's next
    /// opening publishes.
    /// </summary>
    public void TellLost(int partition)
    {
        var lost = new SessionCommands.PartitionLost(partition);
        foreach (var session in ((ActorRefWithCell)_sessions).Children)
        {
            session.Tell(lost, ActorRefs.NoSender);
        }
    }

    public Task<SessionDirectory.Live> LeaveWaveAsync(int count) =>
        _sessions.Ask<SessionDirectory.Live>(new SessionDirectory.LeaveWave(count), AskTimeout);

    public Task WhenAllLeftAsync(CancellationToken stop) =>
        _sessions.Ask<SessionDirectory.Live>(SessionDirectory.TellWhenEmpty.Instance, stop);

    public Task WhenReadyAsync(CancellationToken stop) => _open.Ready.WaitAsync(stop);

    public Task FlushAsync() => Task.WhenAll(Enumerable.Range(0, _registry.Count)
        .Select(partition => _registry[partition].Ask<RegistryCommands.Flushed>(RegistryCommands.Flush.Instance, AskTimeout)));

    /// <summary>Whether a partition is on this node.</summary>
    private static bool IsHere(IActorRef? owner) => owner is IInternalActorRef { IsLocal: true };
}
