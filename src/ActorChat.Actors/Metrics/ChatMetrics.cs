using System.Diagnostics.Metrics;
using ActorChat.Actors.Common;

namespace ActorChat.Actors.Metrics;

/// <summary>The metrics of the actors. If nobody listens, each of these costs reading one field.</summary>
public static class ChatMetrics
{
    public const string MeterName = "ActorChat.Actors";

    /// <summary>The result of an event that was not refused; a refused one has the code of its refusal.</summary>
    private const string Done = "ok";

    /// <summary>The label of events that are not the interface's: a client may invent any number of names.</summary>
    private const string Unknown = "unknown";

    private static readonly Meter Meter = new(MeterName);

    private static readonly InstrumentAdvice<double> Latencies = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly Counter<long> Events = Meter.CreateCounter<long>(
        "actorchat.events", "{event}", "Events from clients that were answered, by name and result.");

    private static readonly Histogram<double> MessageDurable = Meter.CreateHistogram(
        "actorchat.message.durable.duration", "s", "From a message's arrival in its session until the session hears that it is on disk.", advice: Latencies);

    private static readonly Histogram<double> MessageSent = Meter.CreateHistogram(
        "actorchat.message.delivery.duration", "s", "From a message being on disk until it is handed to a connection.", advice: Latencies);

    private static readonly Histogram<int> BatchEvents = Meter.CreateHistogram(
        "actorchat.journal.batch.size", "{event}", "Events in one journal write.", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000] });

    private static readonly Histogram<double> CommitTime = Meter.CreateHistogram(
        "actorchat.journal.commit.duration", "s", "From the start of a journal write until it is on disk.", advice: Latencies);

    private static readonly UpDownCounter<int> Awake = Meter.CreateUpDownCounter<int>(
        "actorchat.rooms.awake", "{room}", "Rooms that are in memory.");

    private static readonly UpDownCounter<int> Live = Meter.CreateUpDownCounter<int>(
        "actorchat.sessions.live", "{session}", "Sessions that are alive.");

    private static readonly Counter<long> Ended = Meter.CreateCounter<long>(
        "actorchat.sessions.closed", "{session}", "Sessions that ended, by reason.");

    private static readonly Counter<long> Refused = Meter.CreateCounter<long>(
        "actorchat.ratelimit.refusals", "{refusal}", "Refusals by rate limits, by limit.");

    private static readonly Counter<long> BackgroundFailures = Meter.CreateCounter<long>(
        "actorchat.background.failures", "{failure}", "Failures in background work that the server survived; each is a bug in the server.");

    private static readonly Histogram<double> LeaseRenewal = Meter.CreateHistogram(
        "actorchat.lease.renewal.duration", "s", "A renewal of the leases of a node's room partitions.", advice: Latencies);

    private static readonly Counter<long> LeasesLost = Meter.CreateCounter<long>(
        "actorchat.lease.losses", "{lease}", "Leases of room partitions that ended without being given back.");

    /// <summary>Begins the counters at zero, for listeners that are there: what has not happened yet is 0 then, and not missing.</summary>
    /// <param name="events">The interface's events.</param>
    /// <param name="limits">The limits that refuse.</param>
    public static void BeginAtZero(IEnumerable<string> events, IEnumerable<string> limits)
    {
        foreach (var name in events)
        {
            foreach (var result in (string[])[Done, ChatError.RateLimited.Code, ChatError.Unavailable.Code])
            {
                Events.Add(0, new("event", name), new("result", result));
            }
        }

        foreach (var limit in limits)
        {
            Refused.Add(0, new KeyValuePair<string, object?>("limit", limit));
        }

        foreach (var reason in CloseReason.All)
        {
            Ended.Add(0, new KeyValuePair<string, object?>("reason", reason.Code));
        }

        Awake.Add(0);
        Live.Add(0);
        BackgroundFailures.Add(0);
        LeasesLost.Add(0);
    }

    /// <summary>The leases of this node are renewed.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="sent">Its timestamp when the renewal was sent.</param>
    public static void LeasesRenewed(TimeProvider clock, long sent) => Record(LeaseRenewal, clock, sent);

    /// <summary>A lease was lost.</summary>
    public static void LeaseLost() => LeasesLost.Add(1);

    /// <summary>Background work failed.</summary>
    public static void BackgroundFailed() => BackgroundFailures.Add(1);

    /// <param name="name">One of the interface's events; null for all others, which have one label.</param>
    /// <param name="error">Why it was refused; null if it was not.</param>
    public static void EventAnswered(string? name, ChatError? error)
    {
        if (Events.Enabled)
        {
            Events.Add(1, new("event", name ?? Unknown), new("result", error?.Code ?? Done));
        }
    }

    /// <param name="clock">The clock.</param>
    /// <param name="arrived">Its timestamp when the message came.</param>
    public static void MessageBecameDurable(TimeProvider clock, long arrived) => Record(MessageDurable, clock, arrived);

    /// <summary>The timestamp of a message that just became durable; 0 if nobody measures its delivery.</summary>
    public static long DurableNow(TimeProvider clock) => MessageSent.Enabled ? clock.GetTimestamp() : 0;

    /// <param name="clock">The clock.</param>
    /// <param name="durable">The result of <see cref="DurableNow"/>.</param>
    public static void MessageHandedOver(TimeProvider clock, long durable) => Record(MessageSent, clock, durable);

    /// <summary>The timestamp of a journal write's start; 0 if nobody measures its duration.</summary>
    public static long WriteBegins(TimeProvider clock) => CommitTime.Enabled ? clock.GetTimestamp() : 0;

    /// <param name="clock">The clock.</param>
    /// <param name="began">The result of <see cref="WriteBegins"/>.</param>
    /// <param name="events">How many events it wrote.</param>
    public static void BatchCommitted(TimeProvider clock, long began, int events)
    {
        BatchEvents.Record(events);
        Record(CommitTime, clock, began);
    }

    public static void RoomWoke() => Awake.Add(1);

    public static void RoomSlept() => Awake.Add(-1);

    public static void SessionBegan() => Live.Add(1);

    public static void SessionEnded() => Live.Add(-1);

    /// <param name="reason">The code of a <see cref="CloseReason"/>, or how the connection ended by itself.</param>
    public static void ConnectionEnded(string reason) => Ended.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <param name="limit">The limit's key under <c>actorchat.rate-limits</c>.</param>
    public static void RateLimited(string limit) => Refused.Add(1, new KeyValuePair<string, object?>("limit", limit));

    private static void Record(Histogram<double> histogram, TimeProvider clock, long began)
    {
        if (histogram.Enabled && began != 0)
        {
            histogram.Record(clock.GetElapsedTime(began).TotalSeconds);
        }
    }
}
