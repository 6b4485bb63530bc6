using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ActorChat.Storage;

/// <summary>
/// A bounded cache in two generations. When the young one holds half of the capacity, it becomes the old one, and the entries of the old one are dropped
/// unless they were used meanwhile. Readers take no lock.
/// </summary>
/// <remarks> A value that was read elsewhere is cached only if nothing was removed since the read began (<see cref="Version"/>, <see cref="TrySet"/>): it may
/// be what was removed.
/// </remarks>
internal sealed class GenerationCache<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : class
{
    private readonly Lock _turn = new();
    private readonly int _half = Math.Max(1, capacity / 2);
    private volatile ConcurrentDictionary<TKey, TValue> _young = new();
    private volatile ConcurrentDictionary<TKey, TValue> _old = new();
    private int _youngCount;
    private long _version;

    /// <summary>Changes whenever something is removed; get it before reading the value for <see cref="TrySet"/>.</summary>
    public long Version => Volatile.Read(ref _version);

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

    /// <summary>Caches a value that was read, unless something was removed since this version; then false.</summary>
    public bool TrySet(TKey key, TValue value, long version)
    {
        lock (_turn)
        {
            if (_version != version)
            {
                return false;
            }

            Set(key, value);
            return true;
        }
    }

    /// <summary>Replaces a cached value, if there is one. A concurrent read is then not cached, because it may be older.</summary>
    public void Update(TKey key, Func<TValue, TValue> change)
    {
        lock (_turn)
        {
            _version++;
            if (_young.TryGetValue(key, out var value) || _old.TryGetValue(key, out value))
            {
                Set(key, change(value));
            }
        }
    }

    /// <summary>Moves a value into the young generation, unless it was removed meanwhile.</summary>
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
            _version++;
            if (_young.TryRemove(key, out _))
            {
                _youngCount--;
            }

            _old.TryRemove(key, out _);
        }
    }

    public int Count => _young.Count + _old.Count;
}
