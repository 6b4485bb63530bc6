namespace ActorChat.Actors.Common;

/// <summary>
/// How long to wait before a failed action is tried again: twice as long each time, up to a bound. Each pause is shortened at random (jitter), so
/// that actions that failed together are not all tried again together.
/// </summary>
/// <param name="First">The pause after the first failure.</param>
/// <param name="Longest">The longest pause.</param>
public readonly record struct Backoff(TimeSpan First, TimeSpan Longest)
{
    /// <summary>The largest part of a pause that jitter may cut off.</summary>
    private const double Jitter = 0.25;

    /// <summary>Further doubling would exceed every bound.</summary>
    private const int MostDoublings = 20;

    /// <param name="failures">How many attempts have failed, including the last one: 1 or more.</param>
    /// <param name="chance">From 0 up to 1: how much of the jitter is cut off.</param>
    public TimeSpan Pause(int failures, double chance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var doubled = First.Ticks << Math.Min(failures - 1, MostDoublings);
        return TimeSpan.FromTicks(Math.Min(Longest.Ticks, doubled)) * (1 - (Jitter * chance));
    }
}
