namespace ActorChat.Cluster.Links;

/// <summary>
/// The number of one end of a link: never used twice, by whatever process. The upper half stands for the process, the lower half counts its ends.
/// </summary>
internal sealed class LinkId
{
    private const int CountBits = 32;

    private long _last = (long)Random.Shared.Next(1, int.MaxValue) << CountBits;

    public long Next() => Interlocked.Increment(ref _last);

    /// <summary>Whether it is an earlier end of the same process: what comes from it was delayed.</summary>
    public static bool IsEarlier(long id, long than) => id >> CountBits == than >> CountBits && id < than;
}
