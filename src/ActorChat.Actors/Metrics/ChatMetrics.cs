using System.Diagnostics.Metrics;
using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;

namespace ActorChat.Actors.Metrics;

/// <summary>What the actors measure. Where nobody listens, each of these costs the reading of one field.</summary>
public static class ChatMetrics
{
    public const string MeterName = "ActorChat.Actors";

    /// <summary>The result of an event that was not refused; a refused one has the code of its refusal.</summary>
    private const string Done = "ok";

    private static readonly Meter Meter = new(MeterName);

    private static readonly InstrumentAdvice<double> Latencies = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly Counter<long> Events = Meter.CreateCounter<long>(
        "actorchat.events", "{event}", "Events from clients that were answered, by name and result.");

    private static readonly Histogram<double> MessageDurable = Meter.CreateHistogram(
        "actorchat.message.durable.duration", "s", "From a message's arrival in its session to the session's hearing that it is on disk.", advice: Latencies);

    private static readonly Histogram<double> MessageSent = Meter.CreateHistogram(
        "actorchat.message.delivery.duration", "s", "From a message's being on disk to its handing over to a connection.", advice: Latencies);

    private static readonly Histogram<int> BatchEvents = Meter.CreateHistogram(
        "actorchat.journal.batch.size", "{event}", "Events in one journal write.", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2000] });

    private static readonly Histogram<double> CommitTime = Meter.CreateHistogram(
        "actorchat.journal.commit.duration", "s", "From the start of a journal write to its being on disk.", advice: Latencies);

    private static readonly UpDownCounter<int> Awake = Meter.CreateUpDownCounter<int>(
        "actorchat.rooms.awake", "{room}", "Rooms that are in memory.");

    private static readonly UpDownCounter<int> Live = Meter.CreateUpDownCounter<int>(
        "actorchat.sessions.live", "{session}", "Sessions that are alive.");

    private static readonly Counter<long> Ended = Meter.CreateCounter<long>(
        "actorchat.sessions.closed", "{session}", "Sessions that the server closed, by reason.");

    private static readonly Counter<long> Refused = Meter.CreateCounter<long>(
        "actorchat.ratelimit.refusals", "{refusal}", "What the rate limits refused, by limit.");

    /// <summary>Whether somebody measures how long messages take; without, no time needs to be taken.</summary>
    public static bool TimesMessages => MessageDurable.Enabled || MessageSent.Enabled;

    public static bool TimesCommits => CommitTime.Enabled;

    /// <param name="name">One of the contract's events; an unknown one counts under a common name.</param>
    /// <param name="answer">What it was answered.</param>
    public static void EventAnswered(string name, Answer answer)
    {
        if (Events.Enabled)
        {
            Events.Add(1, new("event", Known(name)), new("result", answer is Answer.Refused refused ? refused.Error.Code : Done));
        }
    }

    public static void MessageBecameDurable(TimeSpan sinceArrival) => MessageDurable.Record(sinceArrival.TotalSeconds);

    public static void MessageHandedOver(TimeSpan sinceDurable) => MessageSent.Record(sinceDurable.TotalSeconds);

    public static void BatchWritten(int events) => BatchEvents.Record(events);

    public static void BatchCommitted(TimeSpan elapsed) => CommitTime.Record(elapsed.TotalSeconds);

    public static void RoomWoke() => Awake.Add(1);

    public static void RoomSlept() => Awake.Add(-1);

    public static void SessionBegan() => Live.Add(1);

    public static void SessionEnded() => Live.Add(-1);

    public static void SessionClosed(CloseReason reason) => Ended.Add(1, new KeyValuePair<string, object?>("reason", reason.Code));

    /// <param name="limit">The limit's key under <c>actorchat.rate-limits</c>.</param>
    public static void RateLimited(string limit) => Refused.Add(1, new KeyValuePair<string, object?>("limit", limit));

    private static string Known(string name) =>
        name is "message" or "read" or "typing" or "have_room" or "join_room" or "leave_room" ? name : "unknown";
}
