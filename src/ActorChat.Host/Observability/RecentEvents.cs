namespace ActorChat.Host.Observability;

/// <summary>The last events of a kind, in memory; the oldest makes room for the next.</summary>
/// <param name="capacity">The most that are kept.</param>
internal sealed class RecentEvents(int capacity)
{
    private readonly Queue<RecentEvent> _kept = [];

    public void Add(RecentEvent happened)
    {
        lock (_kept)
        {
            if (_kept.Count == capacity)
            {
                _kept.Dequeue();
            }

            _kept.Enqueue(happened);
        }
    }

    /// <summary>The newest ones, the last first.</summary>
    public IReadOnlyList<RecentEvent> Newest(int limit)
    {
        lock (_kept)
        {
            return [.. _kept.Reverse().Take(limit)];
        }
    }
}

/// <summary>Something that was logged.</summary>
/// <param name="Time">When.</param>
/// <param name="Event">Its name, as in the metrics; for a change by an operator, the request.</param>
/// <param name="About">The user or thing it is about; null if there is none, or it is unknown.</param>
/// <param name="Address">Where it came from; null if that is not known.</param>
/// <param name="Detail">What else the line says.</param>
internal sealed record RecentEvent(string Time, string Event, string? About, string? Address, string? Detail);
