namespace ActorChat.Faults.Checking;

/// <summary>The highest number known at each moment. All points come before the first query.</summary>
internal sealed class Known
{
    private readonly List<(long At, long Seq)> _points = [];
    private bool _sealed;

    public void Add(long at, long seq) => _points.Add((at, seq));

    /// <summary>Adds to the points of a key.</summary>
    public static void Add<TKey>(Dictionary<TKey, Known> all, TKey key, long at, long seq)
        where TKey : notnull
    {
        if (!all.TryGetValue(key, out var known))
        {
            all[key] = known = new Known();
        }

        known.Add(at, seq);
    }

    /// <summary>The highest number known before a moment; 0 if none.</summary>
    public long Before(long at)
    {
        if (!_sealed)
        {
            Seal();
            _sealed = true;
        }

        int low = 0, high = _points.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _points[middle].At < at ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? 0 : _points[low - 1].Seq;
    }

    /// <summary>Sorts the points, each with the highest number so far.</summary>
    private void Seal()
    {
        _points.Sort();
        for (var i = 1; i < _points.Count; i++)
        {
            _points[i] = (_points[i].At, Math.Max(_points[i].Seq, _points[i - 1].Seq));
        }
    }
}
