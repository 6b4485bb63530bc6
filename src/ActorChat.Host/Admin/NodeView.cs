using System.Diagnostics;
using System.Text.Json;
using ActorChat.Actors;
using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Host.Observability;
using ActorChat.Host.Settings;
using ActorChat.Storage;

namespace ActorChat.Host.Admin;

/// <summary>What this node shows operators of itself, to its own admin interface and to those of the other nodes.</summary>
/// <param name="name">The node's name.</param>
/// <param name="version">The version of its program.</param>
/// <param name="dataFolder">The folder of its data; null if the data is in a database elsewhere.</param>
/// <param name="meters">What it measures; null without an admin interface.</param>
/// <param name="actors">Its rooms and sessions.</param>
/// <param name="storage">The storage.</param>
/// <param name="security">The last events.</param>
/// <param name="settings">The settings in force.</param>
/// <param name="clock">The clock.</param>
internal sealed class NodeView(
    string name, string version, string? dataFolder, NodeMeters? meters, IChatActors actors, ChatStorage storage, SecurityLog security, SettingsInForce settings, TimeProvider clock)
{
    public const string Now = "now";
    public const string Security = "security";
    public const string Audit = "audit";
    public const string Settings = "settings";

    private static readonly MeteredFigures s_nothing = new(0, new Dictionary<string, double>(), new Dictionary<string, long>(), new Dictionary<string, Latency>(), 0, 0);

    private readonly long _started = clock.GetTimestamp();

    /// <summary>The same as JSON, for another node.</summary>
    /// <exception cref="ArgumentException">The question is unknown: the other node is newer.</exception>
    public Task<string> ShowAsync(NodeQuestion.Show show) => Task.FromResult(JsonSerializer.Serialize(Read(show), JsonSerializerOptions.Web));

    /// <summary>What was asked for.</summary>
    /// <exception cref="ArgumentException">The question is unknown.</exception>
    public object Read(NodeQuestion.Show show) => show.What switch
    {
        Now => ReadNow(),
        Security => security.Recent.Newest(show.Limit),
        Audit => security.Audit.Newest(show.Limit),
        Settings => settings.Read(),
        _ => throw new ArgumentException($"{show.What} is nothing that a node shows", nameof(show)),
    };

    private NodeNow ReadNow()
    {
        var measured = meters?.Read() ?? s_nothing;
        var (polling, webSocket, unsent) = meters?.ReadConnections() ?? default;
        var (waiting, lag) = storage.Projection;
        var partitions = actors.RoomPartitions;
        using var process = Process.GetCurrentProcess();
        return new NodeNow(
            name,
            version,
            IsoTime.Text(clock.GetUtcNow().ToUnixTimeMilliseconds()),
            (long)clock.GetElapsedTime(_started).TotalSeconds,
            measured.Sessions,
            new ConnectionsNow(webSocket, polling),
            measured.Rooms,
            measured.OverSeconds,
            measured.Rates,
            measured.Totals,
            measured.Latencies,
            new QueuesNow(actors.RoomMailboxes, waiting, Math.Round(lag.TotalMilliseconds, 1), unsent),
            new PartitionsNow(actors.PartitionsHere, partitions.Open, partitions.All),
            new MemoryNow(process.WorkingSet64, GC.GetTotalMemory(forceFullCollection: false)),
            Math.Round(process.TotalProcessorTime.TotalSeconds, 2),
            dataFolder is null ? null : DataDisk.Of(dataFolder));
    }
}

/// <summary>How a node is now.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Version">The version of its program.</param>
/// <param name="Time">When this was.</param>
/// <param name="UpSeconds">How long it runs.</param>
/// <param name="Sessions">Live sessions.</param>
/// <param name="Connections">Open connections.</param>
/// <param name="RoomsAwake">Rooms in memory.</param>
/// <param name="OverSeconds">Rates and latencies are those of the last so many seconds.</param>
/// <param name="Rates">How often a second something happened.</param>
/// <param name="Totals">How often it happened since the start.</param>
/// <param name="Latencies">In milliseconds: until a message is on disk, from then until it is handed over, and a commit of the journal.</param>
/// <param name="Queues">What waits.</param>
/// <param name="Partitions">The room partitions.</param>
/// <param name="Memory">In bytes.</param>
/// <param name="CpuSeconds">Processor time since the start.</param>
/// <param name="Disk">The disk of the data folder; null if the data is in a database elsewhere.</param>
internal sealed record NodeNow(
    string Node,
    string Version,
    string Time,
    long UpSeconds,
    long Sessions,
    ConnectionsNow Connections,
    long RoomsAwake,
    double OverSeconds,
    IReadOnlyDictionary<string, double> Rates,
    IReadOnlyDictionary<string, long> Totals,
    IReadOnlyDictionary<string, Latency> Latencies,
    QueuesNow Queues,
    PartitionsNow Partitions,
    MemoryNow Memory,
    double CpuSeconds,
    DataDisk? Disk);

internal sealed record ConnectionsNow(int WebSocket, int Polling);

/// <summary>What waits.</summary>
/// <param name="Mailboxes">Messages in the mailbox of each room partition.</param>
/// <param name="ProjectionBatches">Batches that are in the journal but not yet in the tables.</param>
/// <param name="ProjectionLagMs">The age of the oldest of them.</param>
/// <param name="UnsentBytes">Bytes that wait for clients.</param>
internal sealed record QueuesNow(IReadOnlyList<int> Mailboxes, long ProjectionBatches, double ProjectionLagMs, long UnsentBytes);

internal sealed record PartitionsNow(IReadOnlyList<int> Here, int Open, int All);

internal sealed record MemoryNow(long WorkingSet, long Managed);
