namespace ActorChat.Host.Limits;

/// <summary>When an attempt counts against a limit.</summary>
internal enum Counts
{
    /// <summary>In any case.</summary>
    Always,

    /// <summary>Only if it was made: not if the server was too busy.</summary>
    IfDone,

    /// <summary>Only if it was made and failed.</summary>
    IfFailed,
}

/// <summary>What one attempt took of its limits (<see cref="LimitSet"/>), or why it is refused.</summary>
internal sealed class LimitCharge
{
    private readonly List<(SharedBucket Bucket, RateLimit Limit, Counts Counts)> _taken;

    internal LimitCharge(List<(SharedBucket Bucket, RateLimit Limit, Counts Counts)> taken) => _taken = taken;

    internal LimitCharge(string refusedBy, TimeSpan wait)
        : this([]) =>
        (RefusedBy, Wait) = (refusedBy, wait);

    /// <summary>The key of the limit that refused; null if none did.</summary>
    public string? RefusedBy { get; }

    /// <summary>How long until it is worth trying again, if one refused.</summary>
    public TimeSpan Wait { get; }

    /// <summary>It was not a failure: limits of failures get their tokens back.</summary>
    public void Succeeded() => GiveBack(Counts.IfFailed);

    /// <summary>The server was too busy: limits that count only what was done get their tokens back.</summary>
    public void NotDone() => GiveBack(Counts.IfDone);

    /// <summary>It is refused after all: all limits get their tokens back.</summary>
    internal void NeverWas() => GiveBack(Counts.Always);

    private void GiveBack(Counts least)
    {
        _taken.Where(taken => taken.Counts >= least).ToList().ForEach(taken => taken.Bucket.GiveBack(taken.Limit));
        _taken.RemoveAll(taken => taken.Counts >= least);
    }
}
