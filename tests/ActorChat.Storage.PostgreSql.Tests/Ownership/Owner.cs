using System.Collections.Concurrent;
using ActorChat.Actors;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Settings;
using ActorChat.Storage.PostgreSql.Tests.Support;
using ActorChat.Storage.Specs;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace ActorChat.Storage.PostgreSql.Tests.Ownership;

/// <summary>The actors of a server on a database that others use as well: a process of its own for the storage, and for its leases.</summary>
internal sealed class Owner : IAsyncDisposable, IPartitionAnnouncements
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<long, TaskCompletionSource<RoomReply>> _asked = [];
    private readonly ConcurrentQueue<(int Partition, long Epoch, long? Follows)> _openings = [];
    private readonly ChatStorage _storage;
    private readonly ActorSystem _system;
    private readonly ChatActors _chat;
    private readonly IActorRef _asker;
    private long _lastId;

    private Owner(ChatStorage storage, StorageSettings settings, TimeSpan? believedLength)
    {
        _storage = storage;
        Leases = new BlockableLeases(storage.Leases!, believedLength);
        var config = ConfigurationFactory.ParseString("akka { loglevel = WARNING, stdout-loglevel = OFF, loggers = [] }").WithFallback(SessionMailbox.Definition).WithFallback(storage.AkkaConfig);
        _system = ActorSystem.Create("owner", storage.AkkaSetup.And(BootstrapSetup.Create().WithConfig(config)));
        var read = new SettingsReader(EnvironmentValues.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon.conf"))));
        _chat = ChatActors.Start(
            _system,
            storage.StartTables(_system),
            storage.UserChats,
            storage.Accounts,
            RoomSettings.From(read) with { Partitions = settings.Partitions },
            SessionSettings.From(read),
            TimeProvider.System,
            placement: new PartitionPlacement { Leases = Leases, Announcements = this });
        var asked = _asked;
        _asker = _system.ActorOf(Props.Create(() => new Asker(asked)));
    }

    public BlockableLeases Leases { get; }

    /// <summary>All openings here so far.</summary>
    public IEnumerable<(int Partition, long Epoch, long? Follows)> Openings => _openings;

    public bool IsOpen => _chat.RoomPartitions is var (open, all) && open == all;

    public static async Task<Owner> StartAsync(PostgreSqlHome home, TimeSpan? believedLength = null)
    {
        var settings = OpenStorage.Settings();
        return new Owner(await ChatStorage.OpenAsync(await home.OpenAsync(settings, TimeProvider.System), settings, TimeProvider.System), settings, believedLength);
    }

    public Task WhenOpenAsync() => UntilAsync(() => IsOpen);

    public static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }

    public async Task<RoomReply> AskAsync(Func<long, RoomCommand> command)
    {
        var id = Interlocked.Increment(ref _lastId);
        var reply = new TaskCompletionSource<RoomReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = reply;
        _chat.Routes.Tell(command(id), _asker);
        return await reply.Task.WaitAsync(s_patience);
    }

    public Task<RoomReply> PostAsync(RoomKey room, Login author, string clientId) =>
        AskAsync(id => new RoomCommand.Post(room.Number, room, author, id, $"text of {clientId}", clientId));

    public Task<RoomReply> ReadAsync(RoomKey room) => AskAsync(id => new RoomCommand.ReadHistory(room.Number, room.First, id, null, null, 200));

    public async Task<List<ChatMessage>> HistoryAsync(RoomKey room)
    {
        List<ChatMessage> all = [];
        while (true)
        {
            var page = Assert.IsType<RoomReply.Page>(await AskAsync(id => new RoomCommand.ReadHistory(room.Number, room.First, id, null, all.Count == 0 ? 0 : all[^1].Seq, 200)));
            all.AddRange(page.Messages);
            if (!page.HasMore)
            {
                return all;
            }
        }
    }

    public async Task HandOverAllAsync() => await Task.WhenAll(Enumerable.Range(0, _chat.Routes.Count).Select(partition =>
        _chat.Rooms.Ask<PartitionCommands.HandedOver>(new PartitionCommands.HandOver(partition), s_patience)));

    public void Opened(int partition, long epoch, long? follows, IActorRef owner) => _openings.Enqueue((partition, epoch, follows));

    public void Withdrawn(int partition, long epoch)
    {
    }

    public bool AnyOther => false;

    public void Pull(int partition, IActorRef asker)
    {
    }

    /// <summary>Ends without giving anything back.</summary>
    public async Task KillAsync()
    {
        Leases.Requests.Shut();
        await _system.Terminate();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        await _storage.DisposeAsync();
    }

    private sealed class Asker(ConcurrentDictionary<long, TaskCompletionSource<RoomReply>> asked) : UntypedActor
    {
        protected override void OnReceive(object message)
        {
            if (message is RoomReply reply && asked.TryRemove(reply.RequestId, out var waiting))
            {
                waiting.SetResult(reply);
            }
        }
    }
}
