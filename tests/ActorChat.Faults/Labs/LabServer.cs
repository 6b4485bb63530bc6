using System.Globalization;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Labs;

/// <summary>One server of PostgreSQL with a file system of its own. This program reaches it by its local socket, which no partition cuts.</summary>
internal sealed class LabServer : IAsyncDisposable
{
    private const string Superuser = "postgres";

    // A full disk is tried on a file system of this size.
    private const int Mebibytes = 1536;

    private const int Block = 4096;

    private static readonly string[] s_asPostgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"];

    private readonly string _folder;
    private readonly LabProcess _process;

    private LabServer(LabMachine machine, string folder, string logs)
    {
        Machine = machine;
        _folder = folder;
        _process = new LabProcess(machine, Path.Combine(logs, "postgresql.log"), Command, TimeSpan.FromSeconds(1));
    }

    /// <summary>Where it runs. Its address may become another one.</summary>
    public LabMachine Machine { get; set; }

    /// <summary>The folder of the newest installed version's programs; null if there is none.</summary>
    public static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).Where(bin => File.Exists(Path.Combine(bin, "initdb")))
            .OrderByDescending(bin => int.Parse(Path.GetFileName(Path.GetDirectoryName(bin)!), CultureInfo.InvariantCulture)).FirstOrDefault()
        : null;

    private string Data => Path.Combine(_folder, "data");

    private string Ballast => Path.Combine(_folder, "ballast");

    /// <summary>Makes a new cluster of databases.</summary>
    public static async Task<LabServer> CreateAsync(LabMachine machine, string folder, string logs, string settings)
    {
        await MountAsync(folder);
        var server = new LabServer(machine, folder, logs);
        await Tool.RunAsync([.. s_asPostgres, Program("initdb"), "--pgdata", server.Data, "--username", Superuser, "--auth", "trust", "--no-sync", "--encoding", "UTF8", "--locale", "C.UTF-8"]);
        await File.AppendAllTextAsync(Path.Combine(server.Data, "postgresql.conf"), settings);
        await File.AppendAllTextAsync(Path.Combine(server.Data, "pg_hba.conf"), "host all all samenet trust\n");
        await server.StartAsync();
        return server;
    }

    /// <summary>Copies this one to another machine, and lets the copy follow it.</summary>
    public async Task<LabServer> FollowAsync(LabMachine machine, string folder, string logs)
    {
        await MountAsync(folder);
        var server = new LabServer(machine, folder, logs);
        await Tool.RunAsync([
            .. s_asPostgres, Program("pg_basebackup"), "-h", _folder, "-U", Superuser, "-D", server.Data, "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync",
        ]);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it, and waits until it accepts sessions.</summary>
    public async Task StartAsync()
    {
        _process.Start();
        await WaitUntilReadyAsync();
    }

    public async Task WaitUntilReadyAsync()
    {
        for (var asked = 0; (await Tool.TryAsync([Program("pg_isready"), "-h", _folder, "-q"])).Code != 0; asked++)
        {
            if (asked == 600)
            {
                throw new InvalidOperationException("PostgreSQL did not get ready; what it printed is in " + _process.Log);
            }

            await Task.Delay(100);
        }
    }

    /// <summary>Ends it as an operator does: sessions are ended, nothing has to be recovered.</summary>
    public Task StopAsync() => _process.StopAsync(Signals.Interrupt, TimeSpan.FromSeconds(60));

    /// <summary>kill -9 of every process of it.</summary>
    /// <param name="forGood">Whether its supervisor leaves it so.</param>
    public async Task KillAsync(bool forGood)
    {
        var processes = await Machine.ProcessesAsync();
        if (forGood)
        {
            await _process.StopAsync(Signals.Kill, TimeSpan.FromSeconds(10));
        }

        foreach (var process in processes)
        {
            Signals.TrySend(process, Signals.Kill);
        }
    }

    /// <summary>The rows of a query as psql prints them, or of the last one of several.</summary>
    public async Task<IReadOnlyList<string>> QueryAsync(string sql, string database)
    {
        var output = await Tool.RunAsync([Program("psql"), "-h", _folder, "-U", Superuser, "-d", database, "-XAtq", "-v", "ON_ERROR_STOP=1", "-f", "-"], sql);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>Opens sessions of a role without rights of its own and holds them, as many as there are places.</summary>
    public Task HoldSessionsAsync(int count, string role, string database, TimeSpan time) => Task.WhenAll(Enumerable.Range(0, count).Select(_ =>
        Task.Run(() => Tool.TryAsync([Program("psql"), "-h", _folder, "-U", role, "-d", database, "-XAtqc", string.Create(CultureInfo.InvariantCulture, $"SELECT pg_sleep({time.TotalSeconds})")]))));

    /// <summary>Takes all space that is left, but for a little.</summary>
    public async Task FillDiskAsync()
    {
        // The server takes and frees some meanwhile: then what there was is not there, and half of it is tried.
        var share = 1;
        for (var tried = 0; tried < 100 && new DriveInfo(_folder).AvailableFreeSpace / share is var free and > Block; tried++)
        {
            var length = File.Exists(Ballast) ? new FileInfo(Ballast).Length : 0;
            var (code, _, _) = await Tool.TryAsync([
                "fallocate", "--offset", length.ToString(CultureInfo.InvariantCulture), "--length", (free / Block * Block).ToString(CultureInfo.InvariantCulture), Ballast,
            ]);
            share = code == 0 ? 1 : share * 2;
        }
    }

    public void FreeDisk() => File.Delete(Ballast);

    /// <summary>Ends it, and removes its file system.</summary>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await Tool.TryAsync(["umount", "-l", _folder]);
    }

    private static string Program(string name) => Path.Combine(Programs ?? throw new InvalidOperationException("PostgreSQL is not installed."), name);

    private static async Task MountAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        await Tool.RunAsync(["mount", "-t", "tmpfs", "-o", $"size={Mebibytes}m", "tmpfs", folder]);
        await Tool.RunAsync(["chown", "postgres:postgres", folder]);
    }

    private LabCommand Command() =>
        new([.. s_asPostgres, Program("postgres"), "-D", Data, "-c", "listen_addresses=*", "-c", "unix_socket_directories=" + _folder], new Dictionary<string, string>());
}
