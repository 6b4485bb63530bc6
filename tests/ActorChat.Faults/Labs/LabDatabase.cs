using System.Globalization;

namespace ActorChat.Faults.Labs;

/// <summary>The database of the nodes. Its address stays, whichever server has it.</summary>
internal sealed class LabDatabase : IAsyncDisposable
{
    /// <summary>Sessions that it admits, those reserved for the superuser among them.</summary>
    public const int Connections = 150;

    private const string Name = "actorchat";
    private const string User = "actorchat";
    private const string Maintenance = "postgres";

    private const string Settings =
        """

        max_connections = 150
        log_line_prefix = '%m [%p] %h '
        log_min_messages = warning
        deadlock_timeout = 1s
        max_wal_size = 256MB
        tcp_keepalives_idle = 5
        tcp_keepalives_interval = 2
        tcp_keepalives_count = 3

        """;

    private readonly string _folder;
    private readonly string _logs;
    private LabServer _server;
    private LabMachine _spare;
    private int _servers = 1;

    private LabDatabase(LabServer server, LabMachine spare, string folder, string logs)
    {
        _server = server;
        _spare = spare;
        _folder = folder;
        _logs = logs;
    }

    /// <summary>Where the server is that the nodes use.</summary>
    public LabMachine Machine => _server.Machine;

    /// <summary>For the nodes.</summary>
    public string ConnectionString => $"Host={Machine.Address};Database={Name};Username={User}";

    /// <summary>Makes a new database, and starts it.</summary>
    /// <param name="machine">Where it runs.</param>
    /// <param name="spare">Where a standby runs when there is one.</param>
    /// <param name="folder">Its files.</param>
    /// <param name="logs">The folder of all logs.</param>
    public static async Task<LabDatabase> CreateAsync(LabMachine machine, LabMachine spare, string folder, string logs)
    {
        var database = new LabDatabase(await LabServer.CreateAsync(machine, folder + "-1", logs, Settings), spare, folder, logs);
        await database.ExecuteAsync($"CREATE ROLE {User} LOGIN", Maintenance);
        await database.ExecuteAsync($"CREATE DATABASE {Name} OWNER {User}", Maintenance);
        return database;
    }

    public Task WaitUntilReadyAsync() => _server.WaitUntilReadyAsync();

    /// <summary>Restarts it in order.</summary>
    public async Task RestartAsync()
    {
        await _server.StopAsync();
        await _server.StartAsync();
    }

    /// <summary>kill -9 of every process of it; the supervisor starts it again, and it recovers from its log.</summary>
    public async Task KillAsync()
    {
        await _server.KillAsync(forGood: false);
        await Task.Delay(TimeSpan.FromSeconds(1));
        await _server.WaitUntilReadyAsync();
    }

    /// <summary>Adds a standby that has everything before a commit is answered.</summary>
    public async Task<LabServer> AddStandbyAsync()
    {
        var standby = await _server.FollowAsync(_spare, string.Create(CultureInfo.InvariantCulture, $"{_folder}-{++_servers}"), _logs);
        await ExecuteAsync("ALTER SYSTEM SET synchronous_standby_names = '*'", Maintenance);
        await ExecuteAsync("SELECT pg_reload_conf()", Maintenance);
        while ((await QueryAsync("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'", Maintenance)).Count == 0)
        {
            await Task.Delay(50);
        }

        return standby;
    }

    /// <summary>kill -9 of the server; the standby is promoted, and gets its address.</summary>
    /// <param name="standby">From <see cref="AddStandbyAsync"/>.</param>
    /// <param name="others">Whoever remembers where the address was.</param>
    public async Task PromoteAsync(LabServer standby, IEnumerable<LabMachine> others)
    {
        var failed = _server;
        await failed.KillAsync(forGood: true);
        await standby.QueryAsync("SELECT pg_promote()", Maintenance);
        (_spare, standby.Machine) = await LabMachine.SwapAddressesAsync(failed.Machine, standby.Machine);
        _server = standby;
        await failed.DisposeAsync();
        foreach (var other in others)
        {
            await other.ForgetNeighboursAsync();
        }
    }

    /// <summary>Runs statements, as the superuser, and waits for their end.</summary>
    public Task ExecuteAsync(string sql, string database = Name) => LinesAsync(sql, database);

    /// <summary>The rows of a query, their columns separated by '|'.</summary>
    public async Task<IReadOnlyList<string[]>> QueryAsync(string sql, string database = Name) => [.. (await LinesAsync(sql, database)).Select(line => line.Split('|'))];

    /// <summary>The rows of a query as psql prints them.</summary>
    public Task<IReadOnlyList<string>> LinesAsync(string sql, string database = Name) => _server.QueryAsync(sql, database);

    /// <summary>Who holds the lease of each partition: the number of the process is behind the last slash.</summary>
    public async Task<IReadOnlyDictionary<int, string>> OwnersAsync() =>
        (await QueryAsync("SELECT partition, coalesce(node, '') FROM partition_leases")).ToDictionary(row => int.Parse(row[0], CultureInfo.InvariantCulture), row => row[1]);

    /// <summary>The processes that serve the nodes.</summary>
    public async Task<IReadOnlyList<int>> BackendsAsync() =>
        [.. (await QueryAsync($"SELECT pid FROM pg_stat_activity WHERE usename = '{User}' ORDER BY backend_start")).Select(row => int.Parse(row[0], CultureInfo.InvariantCulture))];

    /// <summary>Takes all sessions that are left, as a role without rights would, and holds them.</summary>
    public Task UseUpConnectionsAsync(TimeSpan time) => _server.HoldSessionsAsync(Connections, User, Name, time);

    /// <summary>Ends the sessions of the nodes.</summary>
    public Task EndSessionsAsync() => ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{User}' AND query NOT LIKE '%pg_sleep%'");

    /// <summary>Takes all space that is left.</summary>
    public Task FillDiskAsync() => _server.FillDiskAsync();

    public void FreeDisk() => _server.FreeDisk();

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
