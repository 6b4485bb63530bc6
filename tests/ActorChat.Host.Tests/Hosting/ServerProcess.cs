using System.Diagnostics;

namespace ActorChat.Host.Tests.Hosting;

/// <summary>The server as a separate process: to be killed, stopped, or seen refusing to start.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Process _process;
    private readonly TaskCompletionSource<string> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<string> _output = [];
    private readonly List<(string Part, TaskCompletionSource<string> Heard)> _awaited = [];

    private ServerProcess(Process process) => _process = process;

    public string Url { get; private set; } = "";

    /// <summary>Everything the process has written to its standard output so far.</summary>
    public IReadOnlyList<string> Output
    {
        get
        {
            lock (_gate)
            {
                return [.. _output];
            }
        }
    }

    /// <summary>Starts the server and does not wait for anything.</summary>
    public static ServerProcess Begin(string dataFolder, string? configFile, string urls = "http://127.0.0.1:0", string? variable = null)
    {
        var server = new ServerProcess(Launch(dataFolder, configFile, urls, variable));
        server._process.OutputDataReceived += (_, line) => server.Hear(line.Data);
        server._process.BeginOutputReadLine();
        return server;
    }

    /// <summary>Starts the server and waits until it is ready.</summary>
    public static async Task<ServerProcess> StartAsync(string dataFolder, string? configFile, string urls = "http://127.0.0.1:0", string? variable = null)
    {
        var server = Begin(dataFolder, configFile, urls, variable);
        var errors = server._process.StandardError.ReadToEndAsync();
        if (await Task.WhenAny(server._ready.Task, errors).WaitAsync(Patience) == errors)
        {
            throw new InvalidOperationException("The server did not start: " + await errors);
        }

        server.Url = await server._ready.Task;
        return server;
    }

    /// <summary>Runs a server that should refuse to start; returns its exit code and its error output.</summary>
    public static async Task<(int ExitCode, string Errors)> RunAsync(string dataFolder, string? configFile, string urls = "http://127.0.0.1:0", string? variable = null)
    {
        using var process = Launch(dataFolder, configFile, urls, variable);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        finally
        {
            process.Kill();
        }

        await output;
        return (process.ExitCode, await errors);
    }

    /// <summary>The line that has, or will have, this part.</summary>
    public Task<string> HeardAsync(string part)
    {
        lock (_gate)
        {
            if (_output.Find(line => line.Contains(part, StringComparison.Ordinal)) is { } heard)
            {
                return Task.FromResult(heard);
            }

            var awaited = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _awaited.Add((part, awaited));
            return awaited.Task.WaitAsync(Patience);
        }
    }

    public void Kill() => _process.Kill();

    /// <summary>The files that it has mapped into memory: its libraries among them.</summary>
    public IReadOnlyCollection<string> LoadedFiles() =>
        [.. File.ReadAllLines($"/proc/{_process.Id}/maps").Select(static line => line.IndexOf('/', StringComparison.Ordinal) is var at and >= 0 ? line[at..] : "").Where(static file => file.Length > 0).Distinct()];

    /// <summary>The TCP ports on which it listens.</summary>
    public IReadOnlyCollection<int> ListeningPorts()
    {
        const string Listening = "0A";
        var sockets = Directory.GetFiles($"/proc/{_process.Id}/fd").Select(static file => new FileInfo(file).LinkTarget).Where(static link => link?.StartsWith("socket:[", StringComparison.Ordinal) == true)
            .Select(static link => link!["socket:[".Length..^1]).ToHashSet();
        return
        [
            .. ((string[])["tcp", "tcp6"]).SelectMany(kind => File.ReadAllLines($"/proc/{_process.Id}/net/{kind}").Skip(1))
                .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields[3] == Listening && sockets.Contains(fields[9]))
                .Select(static fields => Convert.ToInt32(fields[1][(fields[1].LastIndexOf(':') + 1)..], 16)).Distinct().Order(),
        ];
    }

    /// <summary>Sends the process a signal, such as <c>HUP</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Asks the process to stop, as an operator's tools do; returns its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static Process Launch(string dataFolder, string? configFile, string urls, string? variable = null)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "ActorChat.Host.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.Environment["ACTORCHAT_URLS"] = urls;
        start.Environment["ACTORCHAT_DATA"] = dataFolder;
        start.Environment["ACTORCHAT_CONFIG"] = configFile;
        if (variable?.Split('=', 2) is [var name, var value])
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private void Hear(string? line)
    {
        lock (_gate)
        {
            _output.Add(line ?? "");
            foreach (var (_, heard) in _awaited.Where(awaited => line?.Contains(awaited.Part, StringComparison.Ordinal) == true))
            {
                heard.TrySetResult(line!);
            }
        }

        if (line?.IndexOf("is ready on ", StringComparison.Ordinal) is { } at and >= 0)
        {
            var rest = line[(at + "is ready on ".Length)..];
            // In a JSON log it is in quotes.
            _ready.TrySetResult(rest[..rest.IndexOf(',', StringComparison.Ordinal)].Trim('\\', '"'));
        }
    }
}
