namespace ActorChat.Host.Limits;

/// <summary>
/// A value for each key, up to a number of keys. When it is full, the key that was not used for the longest time is dropped, so it starts over.
/// </summary>
internal class RecentlyUsed<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class, new()
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _longestUnusedFirst = [];

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

    /// <summary>The key's value, a new one if there is none.</summary>
    public TValue Of(TKey key)
    {
        lock (_lock)
        {
            if (FindLocked(key) is { } known)
            {
                return known;
            }

            ForgetLongestUnused();
            var node = _longestUnusedFirst.AddLast((key, new TValue()));
            _nodes.Add(key, node);
            return node.Value.Value;
        }
    }

    /// <summary>The key's value; null if there is none, and then nothing is dropped for it.</summary>
    public TValue? Find(TKey key)
    {
        lock (_lock)
        {
            return FindLocked(key);
        }
    }

    /// <summary>The key starts over.</summary>
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

    private TValue? FindLocked(TKey key)
    {
        if (!_nodes.TryGetValue(key, out var node))
        {
            return null;
        }

        _longestUnusedFirst.Remove(node);
        _longestUnusedFirst.AddLast(node);
        return node.Value.Value;
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
