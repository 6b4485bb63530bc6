namespace ActorChat.Actors.Limits;

/// <summary>
/// A bucket for each key (an address, a login), as many as are allowed. Full: the one that was not used for the longest is
/// forgotten, so its key begins again with a full bucket.
/// </summary>
public sealed class KeyedBuckets<TKey>(int capacity)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, SharedBucket Bucket)>> _nodes = [];
    private readonly LinkedList<(TKey Key, SharedBucket Bucket)> _longestUnusedFirst = [];

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _nodes.Count;
            }
        }
    }

    /// <summary>The key's bucket, a full one where it has none.</summary>
    public SharedBucket Of(TKey key)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(key, out var node))
            {
                _longestUnusedFirst.Remove(node);
            }
            else
            {
                ForgetLongestUnused();
                node = new((key, new SharedBucket()));
                _nodes.Add(key, node);
            }

            _longestUnusedFirst.AddLast(node);
            return node.Value.Bucket;
        }
    }

    /// <summary>Takes a token of the key's bucket; without a bound nothing is remembered.</summary>
    public bool TryTake(TKey key, RateLimit limit, long now, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        return limit.IsOff || Of(key).TryTake(limit, now, out wait);
    }

    /// <summary>The key begins again with a full bucket.</summary>
    public void Forget(TKey key)
    {
        lock (_lock)
        {
            if (_nodes.Remove(key, out var node))
            {
                _longestUnusedFirst.Remove(node);
            }
        }
    }

    private void ForgetLongestUnused()
    {
        if (_nodes.Count >= capacity && _longestUnusedFirst.First is { } first)
        {
            _nodes.Remove(first.Value.Key);
            _longestUnusedFirst.RemoveFirst();
        }
    }
}
