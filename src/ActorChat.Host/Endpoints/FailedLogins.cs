using System.Net;
using ActorChat.Host.Settings;

namespace ActorChat.Host.Endpoints;

/// <summary>
/// Bounds the failed logins from one address to one login: a bucket of tokens that fills again with time. An attempt takes a
/// token before the password is checked, so that attempts at once cannot outrun the bound; a right password gives it back.
/// </summary>
internal sealed class FailedLogins(HttpSettings settings, TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, LinkedListNode<Bucket>> _buckets = [];
    private readonly LinkedList<Bucket> _longestUntouchedFirst = [];

    /// <summary>Takes a token; false when there is none, with the time until there is one.</summary>
    public bool TryTake(string login, IPAddress? address, out TimeSpan wait)
    {
        lock (_lock)
        {
            var bucket = Touch(new Key(login, address));
            var now = clock.GetTimestamp();
            bucket.Tokens = Math.Min(settings.FailedLogins, bucket.Tokens + (clock.GetElapsedTime(bucket.FilledAt, now) / settings.FailedLoginPause));
            bucket.FilledAt = now;
            wait = bucket.Tokens >= 1 ? TimeSpan.Zero : (1 - bucket.Tokens) * settings.FailedLoginPause;
            bucket.Tokens -= wait == TimeSpan.Zero ? 1 : 0;
            return wait == TimeSpan.Zero;
        }
    }

    /// <summary>The password was right: what failed before counts no more.</summary>
    public void Forget(string login, IPAddress? address)
    {
        lock (_lock)
        {
            if (_buckets.Remove(new Key(login, address), out var node))
            {
                _longestUntouchedFirst.Remove(node);
            }
        }
    }

    /// <summary>Nothing was checked: the attempt does not count.</summary>
    public void GiveBack(string login, IPAddress? address)
    {
        lock (_lock)
        {
            Touch(new Key(login, address)).Tokens++;
        }
    }

    private Bucket Touch(Key key)
    {
        if (_buckets.TryGetValue(key, out var node))
        {
            _longestUntouchedFirst.Remove(node);
        }
        else
        {
            if (_buckets.Count >= settings.TrackedLogins)
            {
                _buckets.Remove(_longestUntouchedFirst.First!.Value.Key);
                _longestUntouchedFirst.RemoveFirst();
            }

            node = new LinkedListNode<Bucket>(new Bucket(key) { Tokens = settings.FailedLogins, FilledAt = clock.GetTimestamp() });
            _buckets.Add(key, node);
        }

        _longestUntouchedFirst.AddLast(node);
        return node.Value;
    }

    private readonly record struct Key(string Login, IPAddress? Address);

    private sealed class Bucket(Key key)
    {
        public Key Key { get; } = key;

        public double Tokens { get; set; }

        public long FilledAt { get; set; }
    }
}
