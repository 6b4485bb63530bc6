using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ActorChat.Storage.Sqlite;

/// <summary>
/// A bounded cache in two generations: when the young one holds half of the capacity it becomes the old one, and what the old
/// one held is forgotten unless it was asked for meanwhile. Readers take no lock.
/// </summary>
internal sealed class GenerationCache<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _turn = new();
    private readonly int _half = Math.Max(1, capacity / 2);
    private volatile ConcurrentDictionary<TKey, TValue> _young = new();
    private volatile ConcurrentDictionary<TKey, TValue> _old = new();
    private int _youngCount;

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        if (_young.TryGetValue(key, out value))
        {
            return true;
        }

        return _old.ContainsKey(key) && TryKeep(key, out value);
    }

    public void Set(TKey key, TValue value)
    {
        lock (_turn)
        {
            if (!_young.ContainsKey(key) && ++_youngCount > _half)
            {
                (_old, _young, _youngCount) = (_young, new ConcurrentDictionary<TKey, TValue>(), 1);
            }

            _young[key] = value;
            _old.TryRemove(key, out _);
        }
    }

    /// <summary>Takes a value over into the young generation, unless it was removed meanwhile.</summary>
    private bool TryKeep(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        lock (_turn)
        {
            if (_young.TryGetValue(key, out value))
            {
                return true;
            }

            if (!_old.TryGetValue(key, out value))
            {
                return false;
            }

            Set(key, value);
            return true;
        }
    }

    public void Remove(TKey key)
    {
        lock (_turn)
        {
            if (_young.TryRemove(key, out _))
            {
                _youngCount--;
            }

            _old.TryRemove(key, out _);
        }
    }

    /// <summary>Forgets all that the condition holds for.</summary>
    public void RemoveWhere(Func<TValue, bool> condition)
    {
        foreach (var (key, value) in _young.Concat(_old))
        {
            if (condition(value))
            {
                Remove(key);
            }
        }
    }

    public int Count => _young.Count + _old.Count;
}
