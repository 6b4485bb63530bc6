namespace ActorChat.Host.Limits;

/// <summary>What it depends on whether something counts against a limit.</summary>
internal enum Counts
{
    /// <summary>Whatever comes of it.</summary>
    Always,

    /// <summary>Only if it was done: not where the server was too busy.</summary>
    IfDone,

    /// <summary>Only if it was done and failed.</summary>
    IfFailed,
}

/// <summary>What one thing took of its limits (<see cref="LimitSet"/>), or why it is refused.</summary>
internal sealed class LimitCharge
{
    private readonly List<(SharedBucket Bucket, RateLimit Limit, Counts Counts)> _taken;

    internal LimitCharge(List<(SharedBucket Bucket, RateLimit Limit, Counts Counts)> taken) => _taken = taken;

    internal LimitCharge(string refusedBy, TimeSpan wait)
        : this([]) =>
        (RefusedBy, Wait) = (refusedBy, wait);

    /// <summary>The key of the limit that refused; null where none did.</summary>
    public string? RefusedBy { get; }

    /// <summary>How long until it is worth to come again, where one refused.</summary>
    public TimeSpan Wait { get; }

    /// <summary>It was no failure: what counts failures gets its tokens back.</summary>
    public void Succeeded() => GiveBack(Counts.IfFailed);

    /// <summary>The server was too busy: what counts only what was done gets its tokens back.</summary>
    public void NotDone() => GiveBack(Counts.IfDone);

    /// <summary>It is refused after all: everything gets its tokens back.</summary>
    internal void NeverWas() => GiveBack(Counts.Always);

    private void GiveBack(Counts least)
    {
        _taken.Where(taken => taken.Counts >= least).ToList().ForEach(taken => taken.Bucket.GiveBack(taken.Limit));
        _taken.RemoveAll(taken => taken.Counts >= least);
    }
}
