namespace ActorChat.Faults.Crowds;

/// <summary>How long acknowledgements of the crowd's messages took since the last query.</summary>
public sealed class AnswerTimes
{
    private readonly Lock _gate = new();
    private List<TimeSpan> _times = [];

    public void Add(TimeSpan time)
    {
        lock (_gate)
        {
            _times.Add(time);
        }
    }

    /// <summary>All since the last query.</summary>
    public IReadOnlyList<TimeSpan> Take()
    {
        lock (_gate)
        {
            var times = _times;
            _times = [];
            return times;
        }
    }

    /// <summary>The time that this percentage did not exceed; zero if there is none.</summary>
    public static TimeSpan Percentile(IReadOnlyCollection<TimeSpan> times, int percent)
    {
        var sorted = times.Order().ToArray();
        return sorted.Length == 0 ? TimeSpan.Zero : sorted[Math.Min(sorted.Length - 1, sorted.Length * percent / 100)];
    }
}
