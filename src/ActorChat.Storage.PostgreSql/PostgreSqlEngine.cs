using ActorChat.Actors.Nodes;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Accounts;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.PostgreSql.History;
using ActorChat.Storage.PostgreSql.Journal;
using ActorChat.Storage.PostgreSql.Leases;
using ActorChat.Storage.PostgreSql.Projection;
using ActorChat.Storage.PostgreSql.Rooms;
using Akka.Actor.Setup;
using Akka.Configuration;
using Npgsql;

namespace ActorChat.Storage.PostgreSql;

/// <summary>The storage engine on a PostgreSQL database, which is up to date and may be used by several processes.</summary>
internal sealed class PostgreSqlEngine : IStorageEngine
{
    /// <summary>A renewal must wait for none that hangs, and for none that is taken.</summary>
    private const int LeaseConnections = 4;

    /// <summary>Numbers of rooms in memory, about 60 bytes each.</summary>
    private const int KnownRooms = 200_000;

    private readonly LivingProcess _living;
    private readonly DataEpoch _epoch;
    private readonly Pool _reads;
    private readonly Pool _writes;
    private readonly Pool _projection;
    private readonly Pool _leases;
    private readonly JournalWrites _journal;
    private readonly string _replays;

    public PostgreSqlEngine(ConnectionStrings strings, LivingProcess living, DataEpoch epoch, StorageSettings settings, TimeProvider clock)
    {
        var postgres = settings.PostgreSql;
        (Place, _living, _epoch) = (strings.Place, living, epoch);
        _reads = new Pool(strings.Pooled("reads", postgres.Readers), postgres.Readers, postgres.MaxWaiting);
        _writes = new Pool(strings.Pooled("writes", postgres.Writers), postgres.Writers, postgres.MaxWaiting);
        _projection = new Pool(strings.Pooled("projection", 1), 1, 1);
        _leases = new Pool(strings.Pooled("leases", LeaseConnections), LeaseConnections, postgres.MaxWaiting);
        _replays = strings.Pooled("replays", postgres.Replays);
        _journal = new JournalWrites(new JournalConnection(strings.Single("journal"), postgres.JournalTimeout, clock), new JournalTrims(_writes), settings.Journal.MaxWaiting);
        Accounts = new AccountTable(_reads, _writes);
        Tokens = new TokenTable(_reads, _writes);
        Rooms = new RoomQueries(_reads);
        ChatLists = new ChatListQueries(_reads);
        UserChats = new UserChatQueries(_reads);
        Export = new ExportQueries(_reads);
        Retention = new RetentionQueries(_reads);
        Projection = new ProjectionTables(_reads, _projection, KnownRooms);
        Erasure = new ErasureTables(_reads, _writes, tables => VacuumAsync(strings.Single("vacuum"), tables));
        LiveSettings = new LiveSettings(_reads, _writes);
        Probe = new WriteProbe(_writes);
        Leases = new PartitionLeases(_leases, $"{Environment.MachineName}/{Environment.ProcessId}");
        Processes = new LivingProcesses(_leases, living);
        JournalConfig = JournalPlugin.ConfigFor(postgres.Replays);
        JournalSetup = JournalPlugin.SetupFor(_replays, _journal);
    }

    public string Place { get; }

    public string Epoch => _epoch.Value;

    public string? EpochRenewed => _epoch.Renewed;

    public string? Warning => null;

    public IAccountTable Accounts { get; }

    public ITokenTable Tokens { get; }

    public IRoomQueries Rooms { get; }

    public IChatListQueries ChatLists { get; }

    public IUserChatQueries UserChats { get; }

    public IExportQueries Export { get; }

    public IRetentionQueries Retention { get; }

    public IProjectionTables Projection { get; }

    public IJournalWrites Journal => _journal;

    public IErasureTables Erasure { get; }

    public ILiveSettings LiveSettings { get; }

    public IWriteProbe Probe { get; }

    public IPartitionLeases? Leases { get; }

    public ILivingProcesses? Processes { get; }

    public Config JournalConfig { get; }

    public Setup JournalSetup { get; }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        await _projection.DisposeAsync();
        await _reads.DisposeAsync();
        await _writes.DisposeAsync();
        await _leases.DisposeAsync();
        NpgsqlConnection.ClearPool(new NpgsqlConnection(_replays));
        await _living.DisposeAsync();
    }

    private static async Task VacuumAsync(string connectionString, string tables)
    {
        try
        {
            await using var connection = new NpgsqlConnection(connectionString);
            await connection.OpenAsync();
            await connection.Command($"VACUUM {tables}").RunAsync();
        }
        catch (NpgsqlException failure)
        {
            throw Failures.Told(failure);
        }
    }
}
