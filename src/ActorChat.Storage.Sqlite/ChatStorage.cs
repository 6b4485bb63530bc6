using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Erasure;
using ActorChat.Storage.Journal;
using ActorChat.Storage.Projection;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Tokens;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;

namespace ActorChat.Storage;

/// <summary>
/// Everything durable, opened on one data folder: open it before the actor system, whose journal it configures; give it the
/// system to start the projection; dispose it after the system has ended.
/// </summary>
public sealed class ChatStorage : IAsyncDisposable
{
    /// <summary>How often it is written down how far the journal has come: a backup that is put over the files within this time of its taking is not noticed.</summary>
    private static readonly TimeSpan MarkEvery = TimeSpan.FromSeconds(5);

    private readonly ChatDatabase _database;
    private readonly JournalThread _journal;
    private readonly HealthProbe _probe;
    private readonly StorageSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ITimer _marks;
    private ProjectionPipeline? _pipeline;
    private RoomTables? _tables;

    private ChatStorage(ChatDatabase database, StorageSettings settings, TimeProvider clock)
    {
        (_database, _settings, _clock) = (database, settings, clock);
        _journal = new JournalThread(settings.Journal.MaxWaiting);
        _probe = new HealthProbe(database, _journal, settings.Journal.CheckpointBytes, clock);
        Accounts = new AccountStore(database, settings.Database.AccountCache, clock);
        Tokens = new TokenService(database, settings.Tokens, clock);
        Chats = new ChatLists(database, login => _tables?.WhenWrittenAsync(login) ?? Task.CompletedTask, settings.Page.Bytes);
        AkkaConfig = StorageAkkaConfig.For(settings.Journal.MaxWaiting);
        JournalWrites = new JournalWrites(_journal, database.JournalPath, settings.Journal.MaxWaiting, settings.Journal.CheckpointBytes, clock);
        AkkaSetup = ActorSystemSetup.Create(
            StorageAkkaConfig.SetupFor(database.JournalPath, new JournalConnections(_journal, settings.Journal.CheckpointBytes)),
            new ChatJournalSetup(JournalWrites, clock));
        Erasure = new UserErasure(database, Accounts, Tokens, JournalWrites, login => _tables?.WhenWrittenAsync(login) ?? Task.CompletedTask, clock);
        _marks = Background.StartTimer(clock, Mark, MarkEvery, MarkEvery);
    }

    /// <summary>The name of this history of the data.</summary>
    public string Epoch => _database.Epoch.Value;

    /// <summary>Why this start gave the data another one; null where it did not.</summary>
    public string? EpochRenewed => _database.Epoch.Renewed;

    public AccountStore Accounts { get; }

    public TokenService Tokens { get; }

    public ChatLists Chats { get; }

    public UserErasure Erasure { get; }

    /// <summary>What an operator should see to about the data folder; null for nothing.</summary>
    public string? Warning => _database.Warning;

    /// <summary>Journal and serializer, to be laid under the configuration of the actor system.</summary>
    public Config AkkaConfig { get; }

    /// <summary>What the journal takes that text cannot say; the set-up of the actor system begins with it.</summary>
    public ActorSystemSetup AkkaSetup { get; }

    internal JournalWrites JournalWrites { get; }

    /// <summary>Opens or makes the databases of a folder and locks it.</summary>
    /// <exception cref="StorageException">The folder cannot be used; nothing in it was touched.</exception>
    public static async Task<ChatStorage> OpenAsync(string folder, StorageSettings settings, TimeProvider clock)
    {
        var storage = await Task.Run(() => new ChatStorage(ChatDatabase.Open(folder, settings.Partitions, settings.Database, clock), settings, clock));
        try
        {
            await storage.Accounts.SettleOnlineAsync();
            return storage;
        }
        catch (StorageBusyException failure)
        {
            await storage.DisposeAsync();
            throw new StorageException($"{folder} cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>Starts the projection in an actor system whose set-up has the two above; called once. It ends with the system, having written what it was given.</summary>
    public IRoomTables StartTables(ActorSystem system)
    {
        if (_tables is not null)
        {
            throw new InvalidOperationException("The projection was already started.");
        }

        using (var session = SqliteSession.OpenToRead(_database.TablesPath))
        {
            _pipeline = new ProjectionPipeline(_database.Writer, TableProjection.ReadOffsets(session), _settings.Partitions, _settings.Projection, _clock, system);
        }

        _tables = new RoomTables(_database, _pipeline);
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "write-tables", async () =>
        {
            await _pipeline.DisposeAsync();
            return Akka.Done.Instance;
        });
        return _tables;
    }

    /// <summary>How far the tables are behind the journal; asks no database.</summary>
    public (long WaitingBatches, TimeSpan Lag) Projection => (_pipeline?.WaitingBatches ?? 0, _pipeline?.Lag ?? TimeSpan.Zero);

    /// <summary>How the storage fares right now; it writes a probe, at most once a second.</summary>
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

        await _marks.DisposeAsync();
        Mark();
        await Tokens.DisposeAsync();
        await _database.DisposeAsync();
        await JournalWrites.DisposeAsync();
        _journal.Dispose();
        Microsoft.Data.Sqlite.SqliteConnection.ClearPool(StorageAkkaConfig.Connection(_database.JournalPath));
    }

    private void Mark() => _database.Epoch.Reached(JournalWrites.Position);
}
