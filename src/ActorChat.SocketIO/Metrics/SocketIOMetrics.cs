using System.Diagnostics.Metrics;

namespace ActorChat.SocketIO;

/// <summary>The measurements of an application's servers. Gauges are counted when they are scraped, so they cost a connection nothing.</summary>
public static class SocketIOMetrics
{
    /// <summary>The name of the meter, to listen to.</summary>
    public const string MeterName = "ActorChat.SocketIO";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Opened = Meter.CreateCounter<long>(
        "actorchat.connections.opened", "{connection}", "Connections that were opened, by their first transport.");

    private static readonly Counter<long> Closed = Meter.CreateCounter<long>(
        "actorchat.connections.closed", "{connection}", "Connections that ended, by reason.");

    private static readonly Counter<long> BackgroundFailures = Meter.CreateCounter<long>(
        "actorchat.background.failures", "{failure}", "Failures in background work that the server survived; each is a bug in the server.");

    /// <summary>
    /// Begins the counters at zero, for listeners that are there: what has not happened yet is 0 then, and not missing.
    /// </summary>
    public static void BeginAtZero()
    {
        foreach (var transport in (string[])["polling", "websocket"])
        {
            Opened.Add(0, new KeyValuePair<string, object?>("transport", transport));
        }

        foreach (var reason in DisconnectReasons.All)
        {
            Closed.Add(0, new KeyValuePair<string, object?>("reason", reason));
        }

        BackgroundFailures.Add(0);
    }

    internal static void BackgroundFailed() => BackgroundFailures.Add(1);

    internal static void ConnectionOpened(string transport) => Opened.Add(1, new KeyValuePair<string, object?>("transport", transport));

    internal static void ConnectionClosed(string reason) => Closed.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Adds the gauges of an application's servers to a separate meter, which ends with them.</summary>
    internal static Meter Observe(IReadOnlyList<EngineServer> engines, Gauge silent)
    {
        var meter = new Meter(MeterName);
        meter.CreateObservableGauge("actorchat.connections", () => CountByTransport(engines), "{connection}", "Connections that are open, by transport.");
        meter.CreateObservableGauge("actorchat.connections.unsent", () => Connections(engines).Sum(connection => (long)connection.Transport.UnsentBytes), "By", "Bytes that wait for clients.");
        meter.CreateObservableGauge("actorchat.connections.passing", () => CountPassing(engines, silent), "{connection}", "Connections on their way in or out, by state: silent, probing, closing.");
        return meter;
    }

    private static IEnumerable<Measurement<int>> CountPassing(IReadOnlyList<EngineServer> engines, Gauge silent) =>
    [
        new(silent.Count, new KeyValuePair<string, object?>("state", "silent")),
        new(Connections(engines).Count(static connection => connection.IsProbing), new KeyValuePair<string, object?>("state", "probing")),
        new(engines.Sum(static engine => engine.Closing.Count), new KeyValuePair<string, object?>("state", "closing")),
    ];

    private static IEnumerable<Measurement<int>> CountByTransport(IReadOnlyList<EngineServer> engines)
    {
        var polling = Connections(engines).Count(connection => connection.Transport.Kind == EngineTransports.Polling);
        return
        [
            new(polling, new KeyValuePair<string, object?>("transport", "polling")),
            new(engines.Sum(engine => engine.Count) - polling, new KeyValuePair<string, object?>("transport", "websocket")),
        ];
    }

    private static IEnumerable<EngineConnection> Connections(IReadOnlyList<EngineServer> engines) => engines.SelectMany(engine => engine.Connections);
}
