using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActorChat.Faults.Servers;

/// <summary>The real server as a separate process, on one folder and one port, started as often as a plan needs.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(20);

    private readonly string _binary = ServerBinary.Find();
    private readonly string _settings;
    private readonly DataFolder _folder;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly HttpClient _http;
    private readonly StreamWriter _log;
    private Process? _process;

    /// <param name="folder">Its data.</param>
    /// <param name="settings">HOCON over the server's defaults.</param>
    /// <param name="address">Where it listens; a free port if null.</param>
    /// <param name="environment">Further environment variables.</param>
    public ServerProcess(DataFolder folder, string settings, Uri? address = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        _folder = folder;
        _environment = environment ?? new Dictionary<string, string>();
        _settings = Path.Combine(Path.GetTempPath(), $"actorchat-faults-{Guid.NewGuid():N}.conf");
        File.WriteAllText(_settings, settings);
        LogFile = Path.ChangeExtension(_settings, ".log");
        _log = new StreamWriter(LogFile) { AutoFlush = true };
        Address = address ?? new Uri($"http://127.0.0.1:{FreePort()}");
        _http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(10) };
    }

    public Uri Address { get; }

    /// <summary>Starts that became ready.</summary>
    public int Starts { get; private set; }

    /// <summary>The process's number.</summary>
    public int Id => Running.Id;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The file with everything that the server printed.</summary>
    public string LogFile { get; }

    /// <summary>Called before the process is started again: the one before has ended.</summary>
    public event Action? StartsAgain;

    /// <summary>Starts the process and does not wait for it.</summary>
    public void Launch()
    {
        if (_process is not null)
        {
            StartsAgain?.Invoke();
        }

        // With SIGXFSZ ignored, a write beyond the limit on file sizes fails like one on a full disk.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "trap '' XFSZ; exec dotnet \"$0\"", _binary]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ACTORCHAT_URLS"] = Address.ToString();
        start.Environment["ACTORCHAT_DATA"] = _folder.Data;
        start.Environment["ACTORCHAT_CONFIG"] = _settings;
        start.Environment["DOTNET_gcServer"] = "0";
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        _process?.Dispose();
        _process = Process.Start(start) ?? throw new InvalidOperationException("The server cannot be started.");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Starts the process and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not get ready in time.</exception>
    public async Task StartAsync()
    {
        Launch();
        await WaitUntilReadyAsync(TimeSpan.FromSeconds(60));
        Starts++;
    }

    /// <summary>Waits for a ready check that answers 200. It counts attempts, not time: both processes may have been delayed.</summary>
    public async Task WaitUntilReadyAsync(TimeSpan patience)
    {
        var asked = 0;
        while (await HealthAsync() != HttpStatusCode.OK)
        {
            if (!IsRunning || ++asked > patience / AskEvery)
            {
                throw new InvalidOperationException($"The server {(IsRunning ? "did not get ready" : "ended")}; what it printed is in {LogFile}");
            }

            await Task.Delay(AskEvery);
        }
    }

    /// <summary>The answer of the ready check; null if there is none.</summary>
    public async Task<HttpStatusCode?> HealthAsync()
    {
        try
        {
            using var answer = await _http.GetAsync("/health/ready");
            return answer.StatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    public void Signal(int signal) => Signals.Send(Running.Id, signal);

    /// <summary>Limits files to this many bytes, as a substitute for a full disk; null removes the limit.</summary>
    public async Task LimitFilesAsync(long? bytes)
    {
        var limit = bytes?.ToString(CultureInfo.InvariantCulture) ?? "unlimited";
        using var process = Process.Start("prlimit", ["--pid", Running.Id.ToString(CultureInfo.InvariantCulture), $"--fsize={limit}:unlimited"]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException("prlimit failed.");
        }
    }

    /// <summary>How many of the lines printed so far end like this.</summary>
    public async Task<int> CountLinesAsync(string end) => (await ReadLogAsync()).Count(line => line.EndsWith(end, StringComparison.Ordinal));

    /// <summary>The lines that the server has printed so far.</summary>
    public async Task<IReadOnlyList<string>> ReadLogAsync()
    {
        await using var log = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var lines = new StreamReader(log);
        return (await lines.ReadToEndAsync()).Split('\n');
    }

    /// <summary>kill -9, and waits until the process is gone.</summary>
    public async Task KillAsync()
    {
        Signal(Signals.Kill);
        await Running.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and waits until the process is gone.</summary>
    /// <returns>Its exit code; null when it had to be killed.</returns>
    public async Task<int?> TerminateAsync(TimeSpan patience)
    {
        Signal(Signals.Terminate);
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await Running.WaitForExitAsync(limit.Token);
            return Running.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await KillAsync();
            return null;
        }
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
        {
            await KillAsync();
        }

        _process?.Dispose();
        _http.Dispose();
        await _log.DisposeAsync();
        File.Delete(_settings);
    }

    private Process Running => _process ?? throw new InvalidOperationException("The server was not started.");

    private void Keep(string? line)
    {
        lock (_log)
        {
            _log.WriteLine(line);
        }
    }
}
