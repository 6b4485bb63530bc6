using System.Globalization;
using System.Net;
using System.Text.Json;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Labs;

/// <summary>A node of the cluster on a machine of a lab.</summary>
internal sealed class LabNode : IAsyncDisposable
{
    private const int HttpPort = 8080;
    private const int RemotingPort = 4053;
    private const int ManagementPort = 8558;

    // As long as systemd waits in ops/systemd.
    private static readonly TimeSpan StartAgainAfter = TimeSpan.FromSeconds(1);

    private readonly string _folder;
    private readonly string _settings;
    private readonly IReadOnlyDictionary<string, string> _storage;
    private readonly LabProcess _process;
    private readonly HttpClient _http;

    /// <param name="machine">Where it runs; its name is the node's.</param>
    /// <param name="folder">Its own folder.</param>
    /// <param name="logs">The folder of all logs.</param>
    /// <param name="settings">The file of its settings.</param>
    /// <param name="storage">The variables that name its storage and the cluster.</param>
    public LabNode(LabMachine machine, string folder, string logs, string settings, IReadOnlyDictionary<string, string> storage)
    {
        Machine = machine;
        _folder = folder;
        _settings = settings;
        _storage = storage;
        Directory.CreateDirectory(folder);
        _process = new LabProcess(machine, Path.Combine(logs, machine.Name + ".log"), Command, StartAgainAfter);
        Address = new Uri($"http://{machine.Address}:{HttpPort}");
        _http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
    }

    public LabMachine Machine { get; }

    public string Name => Machine.Name;

    public Uri Address { get; }

    public LabProcess Process => _process;

    /// <summary>Where other nodes find it when they start.</summary>
    public string Contact => string.Create(CultureInfo.InvariantCulture, $"{Machine.Address}:{ManagementPort}");

    /// <summary>The server that is started next.</summary>
    public string Binary { get; set; } = ServerBinary.Find();

    /// <summary>HOCON over the settings of all nodes, from the next start on.</summary>
    public string OwnSettings { get; set; } = "";

    /// <summary>How far its clock is wrong, from the next start on.</summary>
    public TimeSpan ClockError { get; set; }

    /// <summary>The library that makes a clock wrong; it is not part of the lab's requirements.</summary>
    public static string? ClockLibrary { get; } =
        Directory.Exists("/usr/lib") ? Directory.GetDirectories("/usr/lib", "*-linux-gnu").Select(folder => Path.Combine(folder, "faketime", "libfaketimeMT.so.1")).FirstOrDefault(File.Exists) : null;

    /// <summary>Whether this is the holder of a lease.</summary>
    public bool Is(string holder) => _process.Id is { } id && holder.EndsWith(string.Create(CultureInfo.InvariantCulture, $"/{id}"), StringComparison.Ordinal);

    public void Start() => _process.Start();

    /// <summary>Ends it in order, and does not start it again.</summary>
    /// <returns>Its exit code; null if it had to be killed.</returns>
    public Task<int?> LeaveAsync(TimeSpan patience) => _process.StopAsync(Signals.Terminate, patience);

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

    /// <summary>The processes that it takes for nodes of its cluster and reaches, as it tells them to starting nodes; null if it does not answer.</summary>
    public async Task<string?> MembersAsync()
    {
        try
        {
            using var members = JsonDocument.Parse(await _http.GetStringAsync(new Uri($"http://{Contact}/bootstrap/seed-nodes")));
            return string.Join(' ', members.RootElement.GetProperty("Nodes").EnumerateArray().Select(member => member.GetProperty("NodeUid").GetRawText()).Order(StringComparer.Ordinal));
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Polls with a session's number, as a misled client would.</summary>
    public async Task<(HttpStatusCode Status, string Body)> PollAsync(string sid)
    {
        using var answer = await _http.GetAsync("/socket.io/?EIO=4&transport=polling&sid=" + Uri.EscapeDataString(sid));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
    }

    private LabCommand Command()
    {
        var settings = Path.Combine(_folder, "node.conf");
        File.WriteAllText(settings, File.ReadAllText(_settings) + OwnSettings);
        var environment = new Dictionary<string, string>(_storage)
        {
            ["ACTORCHAT_URLS"] = Address.ToString(),
            ["ACTORCHAT_DATA"] = Path.Combine(_folder, "data"),
            ["ACTORCHAT_CONFIG"] = settings,
            ["ACTORCHAT_NODE"] = Name,
            ["ACTORCHAT_CLUSTER_HOST"] = Machine.Address.ToString(),
            ["ACTORCHAT_CLUSTER_PORT"] = RemotingPort.ToString(CultureInfo.InvariantCulture),
            ["ACTORCHAT_CLUSTER_MANAGEMENT_PORT"] = ManagementPort.ToString(CultureInfo.InvariantCulture),
            ["DOTNET_gcServer"] = "0",
        };
        // Only what the system says of the time of day is wrong; a clock that counts time is right on a wrong machine as well.
        IReadOnlyList<string> clock = ClockError == TimeSpan.Zero || ClockLibrary is null
            ? []
            : ["env", "LD_PRELOAD=" + ClockLibrary, "FAKETIME_DONT_FAKE_MONOTONIC=1", string.Create(CultureInfo.InvariantCulture, $"FAKETIME={ClockError.TotalSeconds:+0;-0}s")];
        return new LabCommand([.. clock, "dotnet", Binary], environment);
    }
}
