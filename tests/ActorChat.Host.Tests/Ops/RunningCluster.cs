using System.Diagnostics;
using System.Globalization;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;
using ActorChat.Testing;

namespace ActorChat.Host.Tests.Ops;

/// <summary><c>ops/cluster/run</c> with the host of these tests, on a free port and a temporary folder.</summary>
internal sealed class RunningCluster : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly TestFolder _folder = new();
    private readonly Process _process;
    private readonly Task<string> _errors;

    private RunningCluster(int nodes, int port)
    {
        Url = $"http://127.0.0.1:{port}";
        var config = _folder.Write("test.conf", RunningServer.TestSettings + "\nactorchat.security.trusted-proxies = [\"127.0.0.1\"]\n");
        var start = Start("--port", $"{port}", "--data", _folder.PathOf(""), "--nodes", $"{nodes}");
        start.Environment["ACTORCHAT_CONFIG"] = config;
        start.Environment["ACTORCHAT_PROGRAM"] = Path.Combine(AppContext.BaseDirectory, "ActorChat.Host.dll");
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
    }

    public static string Script { get; } = Path.Combine(ClientScripts.Root, "ops", "cluster", "run");

    /// <summary>nginx in front.</summary>
    public string Url { get; }

    /// <summary>The processes that it has started and that still run.</summary>
    public IReadOnlyList<int> Children => [.. ChildrenOf(_process.Id)];

    public static async Task<RunningCluster> StartAsync(int nodes)
    {
        var port = FreePort.Take();
        var cluster = new RunningCluster(nodes, port);
        if (await cluster._process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is not "ready")
        {
            var errors = await cluster._errors;
            await cluster.DisposeAsync();
            throw new InvalidOperationException("The cluster did not start: " + errors);
        }

        return cluster;
    }

    /// <summary>How the script is started with some arguments.</summary>
    public static ProcessStartInfo Start(params string[] arguments) => new(Script, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

    /// <summary>The process of a node; another one than the given, once it is written.</summary>
    public async Task<int> ProcessOfAsync(string node, int? notAnyMore = null)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var file = _folder.PathOf($"{node}.pid");
            if (File.Exists(file) && int.TryParse(await TextOfAsync(file), CultureInfo.InvariantCulture, out var process) && process != notAnyMore)
            {
                return process;
            }

            await Task.Delay(20, patience.Token);
        }
    }

    /// <summary>The addresses of the nodes, without nginx.</summary>
    public IReadOnlyList<Uri> Nodes => [.. File.ReadLines(_folder.PathOf("nodes")).Select(line => new Uri(line.Split(' ')[1]))];

    /// <summary>Waits until every node is ready.</summary>
    public async Task AllReadyAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var http = new HttpClient();
        foreach (var node in Nodes)
        {
            while (!await IsReadyAsync(http, node, patience.Token))
            {
                await Task.Delay(20, patience.Token);
            }
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, Uri node, CancellationToken stop)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(node, "/health/ready"), stop);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public static void Kill(int process) => Signal("KILL", process);

    /// <summary>Tells it to stop as often as given, and returns its exit code.</summary>
    public async Task<int> StopAsync(int signals = 1)
    {
        for (var sent = 0; sent < signals; sent++)
        {
            Signal("TERM", _process.Id);
        }

        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await StopAsync(signals: 2);
        }

        _process.Dispose();
        _folder.Dispose();
    }

    private static void Signal(string name, int process)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static async Task<string> TextOfAsync(string file)
    {
        try
        {
            return await File.ReadAllTextAsync(file);
        }
        catch (FileNotFoundException)
        {
            return "";
        }
    }

    private static IEnumerable<int> ChildrenOf(int parent)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            var children = Path.Combine(folder, "stat");
            if (File.Exists(children) && File.ReadAllText(children) is var stat && stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1] == parent.ToString(CultureInfo.InvariantCulture))
            {
                yield return int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);
            }
        }
    }
}
