namespace ActorChat.Cluster.Placement;

/// <summary>
/// Which openings of the partitions this node has followed without a gap. Its sessions may rely on a partition as long as each opening follows the one before
/// it in order, and the link to the owner lasts.
/// </summary>
internal sealed class FollowedPartitions(int partitions)
{
    private readonly Place[] _places = [.. Enumerable.Range(0, partitions).Select(static _ => new Place())];

    private sealed class Place
    {
        /// <summary>The highest epoch that was heard of.</summary>
        public long Epoch { get; set; }

        /// <summary>Its node.</summary>
        public string? Node { get; set; }

        /// <summary>Whether it accepts requests.</summary>
        public bool IsOpen { get; set; }

        /// <summary>The epoch that sessions here may rely on; null if none does.</summary>
        public long? Followed { get; set; }
    }

    public enum Step
    {
        /// <summary>It was heard of before, or is older than what was.</summary>
        Old,

        /// <summary>No session here misses anything.</summary>
        InOrder,

        /// <summary>Nobody can say what the sessions here miss.</summary>
        WithGap,
    }

    /// <summary>A partition has opened on a node.</summary>
    public Step Opened(int partition, string node, long epoch, long? follows)
    {
        var place = _places[partition];
        if (epoch < place.Epoch || (epoch == place.Epoch && (place.IsOpen || place.Node != node)))
        {
            return Step.Old;
        }

        var step = place.Followed is { } followed && followed != follows ? Step.WithGap : Step.InOrder;
        (place.Epoch, place.Node, place.IsOpen, place.Followed) = (epoch, node, true, epoch);
        return step;
    }

    /// <summary>It accepts no more requests; what it has published until it ends still comes. False if a later one is known.</summary>
    public bool Withdrawn(int partition, string node, long epoch)
    {
        var place = _places[partition];
        if (epoch != place.Epoch || node != place.Node)
        {
            return false;
        }

        place.IsOpen = false;
        return true;
    }

    /// <summary>
    /// The link to a node has ended. Returns the partitions that are open there. Those that it was handing over are not among them: whether all of that came
    /// here, the next opening says.
    /// </summary>
    public IReadOnlyList<int> Lost(string node)
    {
        var lost = Enumerable.Range(0, _places.Length).Where(partition => _places[partition] is { IsOpen: true } place && place.Node == node).ToList();
        foreach (var partition in lost)
        {
            (_places[partition].IsOpen, _places[partition].Followed) = (false, null);
        }

        return lost;
    }

    /// <summary>The node where a partition is open; null if none is known.</summary>
    public string? NodeOf(int partition) => _places[partition] is { IsOpen: true, Node: var node } ? node : null;

    /// <summary>The partitions that are open on a node, with their epochs.</summary>
    public IEnumerable<(int Partition, long Epoch)> OpenOn(string node) =>
        Enumerable.Range(0, _places.Length).Where(partition => _places[partition].IsOpen && _places[partition].Node == node).Select(partition => (partition, _places[partition].Epoch));
}
