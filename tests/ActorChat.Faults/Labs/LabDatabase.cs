using System.Globalization;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Labs;

/// <summary>PostgreSQL on a machine of a lab. This program reaches it by its local socket, which no partition cuts.</summary>
internal sealed class LabDatabase : IAsyncDisposable
{
    /// <summary>Sessions that it admits, those reserved for the superuser among them.</summary>
    public const int Connections = 150;

    public const int Port = 5432;

    private const string Name = "actorchat";
    private const string User = "actorchat";
    private const string Superuser = "postgres";

    // A full disk is tried on a file system of this size.
    private const int Mebibytes = 2048;

    private const string OwnersSql = "SELECT partition, node FROM leases";

    private static readonly string[] s_asPostgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"];

    private readonly string _data;
    private readonly LabProcess _process;

    private LabDatabase(LabMachine machine, string folder, string logs)
    {
        Machine = machine;
        Folder = folder;
        _data = Path.Combine(folder, "data");
        _process = new LabProcess(machine, Path.Combine(logs, "postgresql.log"), Command, TimeSpan.FromSeconds(1));
    }

    public LabMachine Machine { get; }

    /// <summary>The folder of its file system, and of its socket.</summary>
    public string Folder { get; }

    /// <summary>For the nodes.</summary>
    public string ConnectionString => $"Host={Machine.Address};Port={Port};Database={Name};Username={User}";

    /// <summary>The folder of the newest installed version's programs; null if there is none.</summary>
    public static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb")))
            .OrderByDescending(bin => int.Parse(Path.GetFileName(Path.GetDirectoryName(bin)!), CultureInfo.InvariantCulture)).FirstOrDefault()
        : null;

    /// <summary>Makes a new database, and starts it.</summary>
    public static async Task<LabDatabase> CreateAsync(LabMachine machine, string folder, string logs)
    {
        Directory.CreateDirectory(folder);
        await Tool.RunAsync(["mount", "-t", "tmpfs", "-o", $"size={Mebibytes}m", "tmpfs", folder]);
        await Tool.RunAsync(["chown", "postgres:postgres", folder]);
        var database = new LabDatabase(machine, folder, logs);
        await Tool.RunAsync([.. s_asPostgres, Program("initdb"), "--pgdata", database._data, "--username", Superuser, "--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C.UTF-8"]);
        await File.AppendAllTextAsync(
            Path.Combine(database._data, "postgresql.conf"),
            $"""

             listen_addresses = '{machine.Address}'
             unix_socket_directories = '{folder}'
             max_connections = {Connections}
             log_line_prefix = '%m [%p] %h '
             log_min_messages = warning
             deadlock_timeout = 1s
             tcp_keepalives_idle = 5
             tcp_keepalives_interval = 2
             tcp_keepalives_count = 3

             """);
        await File.AppendAllTextAsync(Path.Combine(database._data, "pg_hba.conf"), "host all all samenet trust\n");
        await database.StartAsync();
        await database.ExecuteAsync($"CREATE ROLE {User} LOGIN", "postgres");
        await database.ExecuteAsync($"CREATE DATABASE {Name} OWNER {User}", "postgres");
        return database;
    }

    /// <summary>Starts it, and waits until it accepts sessions.</summary>
    public async Task StartAsync()
    {
        _process.Start();
        await WaitUntilReadyAsync();
    }

    public async Task WaitUntilReadyAsync()
    {
        for (var asked = 0; (await Tool.TryAsync([Program("pg_isready"), "-h", Folder, "-q"])).Code != 0; asked++)
        {
            if (asked == 600)
            {
                throw new InvalidOperationException("PostgreSQL did not get ready; what it printed is in " + _process.Log);
            }

            await Task.Delay(100);
        }
    }

    /// <summary>Restarts it as an operator does: sessions are ended, nothing is recovered.</summary>
    public async Task RestartAsync()
    {
        await _process.StopAsync(Signals.Interrupt, TimeSpan.FromSeconds(60));
        await StartAsync();
    }

    /// <summary>kill -9 of every process of it; the supervisor starts it again, and it recovers from its log.</summary>
    public async Task KillAsync()
    {
        foreach (var process in await Machine.ProcessesAsync())
        {
            Signals.TrySend(process, Signals.Kill);
        }

        await Task.Delay(TimeSpan.FromSeconds(1));
        await WaitUntilReadyAsync();
    }

    /// <summary>Runs statements, as the superuser, and waits for their end.</summary>
    public Task ExecuteAsync(string sql, string database = Name) => QueryAsync(sql, database);

    /// <summary>The rows of a query, their columns separated by '|'.</summary>
    public async Task<IReadOnlyList<string[]>> QueryAsync(string sql, string database = Name) => [.. (await LinesAsync(sql, database)).Select(line => line.Split('|'))];

    /// <summary>The rows of a query as psql prints them.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync(string sql, string database = Name)
    {
        var output = await Tool.RunAsync([Program("psql"), "-h", Folder, "-U", Superuser, "-d", database, "-XAtq", "-v", "ON_ERROR_STOP=1", "-f", "-"], sql);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The node that holds the lease of each partition, or held it last.</summary>
    public async Task<IReadOnlyDictionary<int, string>> OwnersAsync() =>
        (await QueryAsync(OwnersSql)).ToDictionary(row => int.Parse(row[0], CultureInfo.InvariantCulture), row => row[1]);

    /// <summary>The processes that serve the nodes.</summary>
    public async Task<IReadOnlyList<int>> BackendsAsync() =>
        [.. (await QueryAsync($"SELECT pid FROM pg_stat_activity WHERE usename = '{User}' ORDER BY backend_start")).Select(row => int.Parse(row[0], CultureInfo.InvariantCulture))];

    /// <summary>Takes all sessions that are left, as a role without rights would, and holds them.</summary>
    public async Task UseUpConnectionsAsync(TimeSpan time)
    {
        var seconds = time.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ =>
            Tool.TryAsync([Program("psql"), "-h", Folder, "-U", User, "-d", Name, "-XAtqc", $"SELECT pg_sleep({seconds})"])));
    }

    /// <summary>Ends the sessions of the nodes.</summary>
    public Task EndSessionsAsync() => ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{User}' AND query NOT LIKE '%pg_sleep%'");

    /// <summary>Takes all space that is left.</summary>
    public void FillDisk()
    {
        using var ballast = new FileStream(Ballast, FileMode.Create);
        var block = new byte[1 << 16];
        try
        {
            while (true)
            {
                ballast.Write(block);
                ballast.Flush();
            }
        }
        catch (IOException)
        {
            // The disk is full, as intended.
        }
    }

    public void FreeDisk() => File.Delete(Ballast);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private string Ballast => Path.Combine(Folder, "ballast");

    private static string Program(string name) => Path.Combine(Programs ?? throw new InvalidOperationException("PostgreSQL is not installed."), name);

    private LabCommand Command() => new([.. s_asPostgres, Program("postgres"), "-D", _data], new Dictionary<string, string>());
}
