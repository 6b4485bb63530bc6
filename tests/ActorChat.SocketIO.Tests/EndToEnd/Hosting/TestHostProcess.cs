namespace ActorChat.SocketIO.Tests.EndToEnd.Hosting;

/// <summary>The test host as a separate process, with one of its profiles.</summary>
/// <remarks> To compare with another server, set the environment variable <see cref="OtherServer"/> to a command that takes the same arguments. The same
/// dialogues then run against that server.
/// </remarks>
internal sealed class TestHostProcess : IAsyncDisposable
{
    public const string OtherServer = "SOCKETIO_SERVER_UNDER_TEST";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);
    private readonly string[] _arguments;
    private ChildProcess? _process;

    private TestHostProcess(string profile, bool patient)
    {
        Port = Ports.Free();
        _arguments = [$"{Port}", "--profile", profile, .. patient ? ["--patient"] : Array.Empty<string>()];
        Address = new Uri($"http://127.0.0.1:{Port}");
    }

    public int Port { get; }

    public Uri Address { get; }

    /// <summary>Starts a host on a free port and returns when it is ready; a patient one has long deadlines.</summary>
    public static async Task<TestHostProcess> StartAsync(string profile, bool patient)
    {
        var host = new TestHostProcess(profile, patient);
        await host.StartAsync();
        return host;
    }

    /// <summary>Kills the host and starts it again on the same port.</summary>
    public async Task RestartAsync()
    {
        await DisposeAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    private async Task StartAsync()
    {
        string[] command = Environment.GetEnvironmentVariable(OtherServer)?.Split(' ') ?? ["dotnet", Repository.TestHost];
        _process = ChildProcess.Start(command[0], [.. command[1..], .. _arguments]);
        if (await _process.ReadLineAsync(StartTimeout) is null)
        {
            throw new InvalidOperationException($"The test host ended at once: {_process.Errors}");
        }
    }
}
