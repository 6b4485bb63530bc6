using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Erasure;
using ActorChat.Storage.Health;
using ActorChat.Storage.Journal;
using ActorChat.Storage.Projection;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Tokens;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace ActorChat.Storage;

/// <summary>
/// Everything durable, on one engine. Open it before the actor system, whose journal it configures; give it the system to start the projection; dispose it
/// after the system has ended.
/// </summary>
public sealed class ChatStorage : IAsyncDisposable
{
    private readonly IStorageEngine _engine;
    private readonly StorageSettings _settings;
    private readonly TimeProvider _clock;
    private readonly IReadOnlyDictionary<int, long> _offsets;
    private readonly HealthProbe _probe;
    private ProjectionPipeline? _pipeline;
    private RoomStore? _rooms;
    private Func<Login, Task>? _whenWritten;

    private ChatStorage(IStorageEngine engine, StorageSettings settings, IReadOnlyDictionary<int, long> offsets, TimeProvider clock)
    {
        (_engine, _settings, _offsets, _clock) = (engine, settings, offsets, clock);
        _probe = new HealthProbe(engine.Probe, clock);
        Accounts = new AccountStore(engine.Accounts, settings.Database.AccountCache, clock);
        Tokens = new TokenService(engine.Tokens, settings.Tokens, clock);
        Chats = new ChatLists(engine.ChatLists, WhenWrittenAsync, settings.Page.Bytes);
        UserChats = new UserChats(engine.UserChats, WhenWrittenAsync, engine.Epoch, settings.Partitions, settings.Page.Bytes);
        Retained = new RetainedRooms(engine, room => _rooms?.WhenWrittenAsync(room) ?? Task.CompletedTask);
        Export = new UserExport(engine, WhenWrittenAsync, settings.Page.Bytes);
        Erasure = new UserErasure(engine.Erasure, Accounts, Tokens, WhenWrittenAsync, clock);
        AkkaConfig = ChatJournalConfig.For(settings.Journal.MaxWaiting, engine.JournalConfig);
        AkkaSetups = [engine.JournalSetup, new ChatJournalSetup(engine.Journal, clock)];
    }

    /// <summary>Where the data is, in the operator's terms.</summary>
    public string Place => _engine.Place;

    /// <summary>The epoch: the name of this history of the data.</summary>
    public string Epoch => _engine.Epoch;

    /// <summary>Why this start renewed it; null if it did not.</summary>
    public string? EpochRenewed => _engine.EpochRenewed;

    public AccountStore Accounts { get; }

    public TokenService Tokens { get; }

    public ChatLists Chats { get; }

    /// <summary>What happened in a user's rooms, and whom the user blocks.</summary>
    public IUserChats UserChats { get; }

    public UserExport Export { get; }

    /// <summary>Which rooms may have texts that were kept long enough.</summary>
    public RetainedRooms Retained { get; }

    public UserErasure Erasure { get; }

    /// <summary>Settings that were changed while a server ran.</summary>
    public ILiveSettings LiveSettings => _engine.LiveSettings;

    /// <summary>The leases of partitions, where several processes share the storage; null if they cannot.</summary>
    public IPartitionLeases? Leases => _engine.Leases;

    /// <summary>Which processes live, where several share the storage; null if they cannot.</summary>
    public ILivingProcesses? Processes => _engine.Processes;

    /// <summary>A problem of the data for the operator; null if there is none.</summary>
    public string? Warning => _engine.Warning;

    /// <summary>Journal and serializer, as a fallback for the configuration of the actor system.</summary>
    public Config AkkaConfig { get; }

    /// <summary>The journal's settings that text cannot express; the set-up of the actor system begins with them.</summary>
    public IReadOnlyList<Setup> AkkaSetups { get; }

    /// <summary>The same as one.</summary>
    public ActorSystemSetup AkkaSetup => ActorSystemSetup.Create([.. AkkaSetups]);

    /// <summary>How far the tables are behind the journal; reads no database.</summary>
    public (long WaitingBatches, TimeSpan Lag) Projection => (_pipeline?.WaitingBatches ?? 0, _pipeline?.Lag ?? TimeSpan.Zero);

    /// <summary>Opens a storage on an engine that is ready. The engine belongs to it from now on, and ends with it.</summary>
    /// <exception cref="StorageException">The data cannot be written.</exception>
    public static async Task<ChatStorage> OpenAsync(IStorageEngine engine, StorageSettings settings, TimeProvider clock)
    {
        try
        {
            await engine.Accounts.SettleOnlineAsync();
            return new ChatStorage(engine, settings, await engine.Projection.ReadOffsetsAsync(), clock);
        }
        catch (Exception failure) when (failure is StorageBusyException or StorageFailedException)
        {
            await engine.DisposeAsync();
            throw new StorageException($"{engine.Place} cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>
    /// Starts the projection in an actor system whose set-up has the two above; called once. It ends with the system, after writing what it was given.
    /// </summary>
    public IRoomTables StartTables(ActorSystem system)
    {
        if (_rooms is not null)
        {
            throw new InvalidOperationException("The projection was already started.");
        }

        _pipeline = new ProjectionPipeline(_engine.Projection, _offsets, _settings.Partitions, _settings.Projection, _clock, system);
        _rooms = new RoomStore(_engine, _pipeline);
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "write-tables", async () =>
        {
            await _pipeline.DisposeAsync();
            return Akka.Done.Instance;
        });
        return _rooms;
    }

    /// <summary>The state of the storage right now; writes a probe, at most once a second.</summary>
    public async Task<StorageHealth> CheckAsync()
    {
        var (journal, tables) = await _probe.CheckAsync();
        tables = _pipeline?.Problem ?? tables;
        var problem = journal is not null ? $"the journal cannot be written: {journal}" : tables;
        return new StorageHealth(journal is null, tables is null, _pipeline?.WaitingBatches ?? 0, _pipeline?.Lag ?? TimeSpan.Zero, problem);
    }

    public async ValueTask DisposeAsync()
    {
        if (_pipeline is not null)
        {
            await _pipeline.DisposeAsync();
        }

        await Tokens.DisposeAsync();
        await _engine.DisposeAsync();
    }

    /// <summary>Other servers use the same tables. Call it before the first use.</summary>
    /// <param name="cacheLife">How long after it was read a token or an account is answered from memory.</param>
    /// <param name="whenWritten">Completes when the tables hold everything of a user that was acknowledged before, by whatever server.</param>
    public void Share(TimeSpan cacheLife, Func<Login, Task> whenWritten)
    {
        Accounts.ForgetAfter(cacheLife);
        Tokens.ForgetAfter(cacheLife);
        _whenWritten = whenWritten;
    }

    /// <summary>Completes when the tables hold everything of a user that was handed to this server's projection before.</summary>
    public Task WhenWrittenHereAsync(Login login) => _rooms?.WhenWrittenAsync(login) ?? Task.CompletedTask;

    /// <summary>Completes when the tables hold everything of a user that was acknowledged before.</summary>
    private Task WhenWrittenAsync(Login login) => _whenWritten is null ? WhenWrittenHereAsync(login) : _whenWritten(login);
}
