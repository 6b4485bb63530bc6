namespace ActorChat.Actors.Common;

/// <summary>
/// How long to wait before something that failed is tried again: twice as long each time, up to a bound. Each pause is cut by chance, so that
/// those that failed together do not all come back together.
/// </summary>
/// <param name="First">The pause after the first failure.</param>
/// <param name="Longest">No pause is longer.</param>
public readonly record struct Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>What chance may cut off a pause.</summary>
    private const double Jitter = 0.25;

    /// <summary>Doubling further is beyond every bound.</summary>
    private const int MostDoublings = 20;

    /// <param name="failures">How many tries have failed, the last one among them: 1 or more.</param>
    /// <param name="chance">From 0 up to 1: how much of the jitter is cut off.</param>
    public TimeSpan Pause(int failures, double chance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var doubled = First.Ticks << Math.Min(failures - 1, MostDoublings);
        return TimeSpan.FromTicks(Math.Min(Longest.Ticks, doubled)) * (1 - (Jitter * chance));
    }
}
