using System.Diagnostics.Metrics;
using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;
using ActorChat.SocketIO;

namespace ActorChat.Host.Observability;

/// <summary>
/// Listens to the metrics of this process, so that the admin interface can show rates and latencies without a monitoring system. It is only made when
/// there is an admin interface: each measurement costs some nanoseconds more.
/// </summary>
internal sealed class NodeMeters : IDisposable
{
    /// <summary>Rates and latencies are those of the last two or three of these.</summary>
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(5);

    private const int Steps = 2;

    private readonly TimeProvider _clock;
    private readonly MeterListener _listener = new();
    private readonly ITimer _timer;
    private readonly long[] _counts = new long[Enum.GetValues<Counted>().Length];
    private readonly Latencies[] _latencies = [new(), new(), new()];
    private readonly Queue<Moment> _past = [];

    /// <summary>What the gauges said, while they are read.</summary>
    private double _polling;
    private double _webSocket;
    private double _unsent;

    public NodeMeters(TimeProvider clock)
    {
        _clock = clock;
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name is ChatMetrics.MeterName or HostMetrics.MeterName or SocketIOMetrics.MeterName && TakerOf(instrument.Name) is { } taker)
            {
                self.EnableMeasurementEvents(instrument, taker);
            }
        };
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, taker) => ((Taker)taker!)(value, tags));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, taker) => ((Taker)taker!)(value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, taker) => ((Taker)taker!)(value, tags));
        _listener.Start();
        _past.Enqueue(Now());
        _timer = Background.StartTimer(clock, Step, s_step, s_step);
    }

    private delegate void Taker(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags);

    public MeteredFigures Read()
    {
        var (now, before) = (Now(), Oldest());
        var seconds = Math.Max(_clock.GetElapsedTime(before.At, now.At).TotalSeconds, 0.001);
        double Rate(Counted what) => Math.Round((now.Counts[(int)what] - before.Counts[(int)what]) / seconds, 1);
        Latency Of(int which) => Latencies.Between(before.Latencies[which], now.Latencies[which]);
        return new MeteredFigures(
            Math.Round(seconds, 1),
            Enum.GetValues<Counted>().Where(IsRate).ToDictionary(NameOf, Rate),
            Enum.GetValues<Counted>().Where(IsRate).ToDictionary(NameOf, what => now.Counts[(int)what]),
            new Dictionary<string, Latency> { ["durable"] = Of(0), ["delivery"] = Of(1), ["commit"] = Of(2) },
            now.Counts[(int)Counted.Sessions],
            now.Counts[(int)Counted.Rooms]);
    }

    /// <summary>The open connections by transport, and the bytes that wait for clients.</summary>
    public (int Polling, int WebSocket, long UnsentBytes) ReadConnections()
    {
        lock (_listener)
        {
            (_polling, _webSocket, _unsent) = (0, 0, 0);
            _listener.RecordObservableInstruments();
            return ((int)_polling, (int)_webSocket, (long)_unsent);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _listener.Dispose();
    }

    private Taker? TakerOf(string name) => name switch
    {
        "actorchat.events" => TakeEvent,
        "actorchat.logins" => (value, tags) => Add(Has(tags, "result", "ok") ? Counted.Logins : Counted.FailedLogins, value),
        "actorchat.registrations" => (value, _) => Add(Counted.Registrations, value),
        "actorchat.ratelimit.refusals" => (value, _) => Add(Counted.RateLimited, value),
        "actorchat.security.events" => (value, _) => Add(Counted.SecurityEvents, value),
        "actorchat.connections.opened" => (value, _) => Add(Counted.Connects, value),
        "actorchat.background.failures" => (value, _) => Add(Counted.BackgroundFailures, value),
        "actorchat.sessions.live" => (value, _) => Add(Counted.Sessions, value),
        "actorchat.rooms.awake" => (value, _) => Add(Counted.Rooms, value),
        "actorchat.message.durable.duration" => (value, _) => _latencies[0].Add(value),
        "actorchat.message.delivery.duration" => (value, _) => _latencies[1].Add(value),
        "actorchat.journal.commit.duration" => (value, _) => _latencies[2].Add(value),
        "actorchat.connections.unsent" => (value, _) => _unsent += value,
        "actorchat.connections" => (value, tags) =>
        {
            if (Has(tags, "transport", "polling"))
            {
                _polling += value;
            }
            else
            {
                _webSocket += value;
            }
        },
        _ => null,
    };

    private void TakeEvent(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Add(Counted.Events, value);
        if (!Has(tags, "result", "ok"))
        {
            Add(Counted.Refused, value);
        }
        else if (Has(tags, "event", "message"))
        {
            Add(Counted.Messages, value);
        }
    }

    private static bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags, string key, string value)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == key)
            {
                return tag.Value is string text && text == value;
            }
        }

        return false;
    }

    private void Add(Counted what, double value) => Interlocked.Add(ref _counts[(int)what], (long)value);

    private void Step()
    {
        var now = Now();
        lock (_past)
        {
            _past.Enqueue(now);
            if (_past.Count > Steps + 1)
            {
                _past.Dequeue();
            }
        }
    }

    private Moment Oldest()
    {
        lock (_past)
        {
            return _past.Peek();
        }
    }

    private Moment Now() => new(_clock.GetTimestamp(), Array.ConvertAll(_counts, static count => count), Array.ConvertAll(_latencies, static latency => latency.Count()));

    private static bool IsRate(Counted what) => what is not (Counted.Sessions or Counted.Rooms);

    private static string NameOf(Counted what) => char.ToLowerInvariant($"{what}"[0]) + $"{what}"[1..];

    /// <summary>What is counted. The last two go down as well.</summary>
    private enum Counted
    {
        Messages,
        Events,
        Refused,
        RateLimited,
        Logins,
        FailedLogins,
        Registrations,
        SecurityEvents,
        Connects,
        BackgroundFailures,
        Sessions,
        Rooms,
    }

    private sealed record Moment(long At, long[] Counts, long[][] Latencies);
}

/// <summary>What was measured.</summary>
/// <param name="OverSeconds">The rates and latencies are those of the last so many seconds.</param>
/// <param name="Rates">How often a second something happened.</param>
/// <param name="Totals">How often it happened since the start.</param>
/// <param name="Latencies">How long something took.</param>
/// <param name="Sessions">Sessions that are alive.</param>
/// <param name="Rooms">Rooms that are awake.</param>
internal sealed record MeteredFigures(
    double OverSeconds, IReadOnlyDictionary<string, double> Rates, IReadOnlyDictionary<string, long> Totals, IReadOnlyDictionary<string, Latency> Latencies, long Sessions, long Rooms);
