using System.Diagnostics;
using System.Globalization;

namespace ActorChat.Testing;

/// <summary>
/// A PostgreSQL server of the tests, in a temporary folder and on a port of its own. It ends with the process of the tests, however that ends, and leaves nothing.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const string User = "postgres";

    /// <summary>Waits for the end of its standard input, which comes when the process of the tests ends; then ends the server and removes the folder.</summary>
    private const string Janitor = """
        trap '' INT TERM HUP
        cat >/dev/null
        "$1" stop -D "$2/data" -m immediate -w >/dev/null 2>&1
        rm -rf "$2"
        """;

    private static readonly Lazy<PostgresServer> Common = new(() => new PostgresServer());

    private readonly string _folder;
    private readonly string _data;
    private readonly string _settings;
    private readonly Process _janitor;

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="settings">Further settings, such as <c>synchronous_commit=off</c>.</param>
    public PostgresServer(params string[] settings)
        : this(null, settings)
    {
    }

    private PostgresServer(string? files, string[] settings)
    {
        // Without a disk beneath it, a commit costs nothing.
        var parent = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        _folder = Path.Combine(parent, $"actorchat-postgres-{Guid.NewGuid():N}");
        _data = Path.Combine(_folder, "data");
        Port = FreePort.Take();
        _settings = string.Join(' ', new[]
        {
            $"port={Port.ToString(CultureInfo.InvariantCulture)}", $"unix_socket_directories={_folder}", "listen_addresses=127.0.0.1", "max_connections=300",
            "shared_buffers=32MB", "max_wal_size=128MB", "min_wal_size=16MB",
        }.Concat(settings).Select(setting => $"-c {setting}"));
        Directory.CreateDirectory(_folder);
        if (IsRoot)
        {
            Execute("chown", User, _folder);
        }

        string[] janitor = [.. AsUser, "sh", "-c", Janitor, "sh", Tool("pg_ctl"), _folder];
        _janitor = Process.Start(new ProcessStartInfo(janitor[0], janitor[1..]) { RedirectStandardInput = true })!;
        Execute(files is null
            ? [.. AsUser, Tool("initdb"), "-D", _data, "-U", User, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C", "--wal-segsize=4"]
            : [.. AsUser, "cp", "-a", files, _data]);
        Start();
    }

    /// <summary>One server for all tests that leave it as it is.</summary>
    public static PostgresServer Shared => Common.Value;

    public int Port { get; }

    /// <summary>A folder of the server's user, which ends with it.</summary>
    public string Folder => _folder;

    /// <summary>What the server wrote about itself.</summary>
    public string Log => File.ReadAllText(Path.Combine(_folder, "log"));

    private static bool IsRoot => Environment.UserName == "root";

    /// <summary>PostgreSQL refuses to run as root.</summary>
    private static string[] AsUser => IsRoot ? ["setpriv", $"--reuid={User}", $"--regid={User}", "--clear-groups"] : [];

    /// <summary>A server on a copy of the data folder of another one.</summary>
    public static PostgresServer On(string files) => new(files, []);

    /// <summary>Runs commands of a shell as the server's user, with the variables by which PostgreSQL's tools find it.</summary>
    public string Shell(string commands, params ReadOnlySpan<(string Name, string Value)> variables)
    {
        var set = $"export PGHOST=127.0.0.1 PGPORT={Port.ToString(CultureInfo.InvariantCulture)} PGUSER={User};";
        foreach (var (name, value) in variables)
        {
            set += $" export {name}='{value}';";
        }

        return Execute([.. AsUser, "sh", "-ec", $"{set}\n{commands}"]);
    }

    /// <summary>The connection string of a database.</summary>
    public string ConnectionTo(string database) => $"Host=127.0.0.1;Port={Port.ToString(CultureInfo.InvariantCulture)};Database={database};Username={User}";

    /// <summary>Starts it, again if it was stopped, and waits until it answers.</summary>
    public void Start() => Control("start", "-l", Path.Combine(_folder, "log"), "-o", _settings);

    /// <summary>Ends it at once, as a crash would.</summary>
    public void Kill() => Control("stop", "-m", "immediate");

    /// <summary>Ends it as an operator would.</summary>
    public void Stop() => Control("stop", "-m", "fast");

    /// <summary>Runs one of PostgreSQL's programs against this server, and returns what it printed.</summary>
    public string Run(string tool, params string[] arguments) =>
        Execute([.. AsUser, Tool(tool), "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", User, .. arguments]);

    /// <summary>Runs SQL as the superuser, and returns its rows as psql prints them.</summary>
    public string Query(string database, string sql) => Run("psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql).TrimEnd('\n');

    public void Dispose()
    {
        _janitor.StandardInput.Dispose();
        _janitor.WaitForExit();
        _janitor.Dispose();
    }

    private void Control(string order, params string[] arguments) => Execute([.. AsUser, Tool("pg_ctl"), order, "-D", _data, "-w", .. arguments]);

    private static string Tool(string name) =>
        Directory.EnumerateDirectories("/usr/lib/postgresql").OrderByDescending(version => version, StringComparer.Ordinal).Select(version => Path.Combine(version, "bin", name)).FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException($"PostgreSQL's {name} is not installed: apt-get install postgresql");

    private static string Execute(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', command)}: {errors.GetAwaiter().GetResult()}{output}");
    }
}
