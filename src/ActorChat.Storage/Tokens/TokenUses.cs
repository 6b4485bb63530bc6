namespace ActorChat.Storage.Tokens;

/// <summary>
/// When tokens were used last, as far as it is not written down yet, and which of them live sessions hold: a token that is held is
/// in use all the time. Times are UTC milliseconds since 1970.
/// </summary>
/// <param name="max">Uses that wait to be written at the most; a further one counts from what is written.</param>
/// <param name="exact">How long after a use that is written, or waits for it, a later one is not worth to be written.</param>
internal sealed class TokenUses(int max, long exact)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _unwritten = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly HashSet<string> _doomed = new(StringComparer.Ordinal);

    /// <summary>When a token was used last, as far as is known here: now where a session holds it, 0 where nothing is known.</summary>
    public long LastUseOf(string id, long now)
    {
        lock (_gate)
        {
            return _held.ContainsKey(id) ? now : _unwritten.GetValueOrDefault(id);
        }
    }

    /// <summary>A token was used; false where too many uses wait to be written, and it is to be told again at the next use.</summary>
    public bool TryNote(string id, long now)
    {
        lock (_gate)
        {
            if (_unwritten.Count >= max && !_unwritten.ContainsKey(id))
            {
                return false;
            }

            _unwritten[id] = now;
            return true;
        }
    }

    /// <summary>A session begins to hold a token; false where the token is just being deleted for not having been used.</summary>
    /// <param name="id">The token.</param>
    /// <param name="lastUse">The last use that is written, or waits for it; 0 where that is not known.</param>
    public bool TryHold(string id, long lastUse)
    {
        lock (_gate)
        {
            if (_doomed.Contains(id))
            {
                return false;
            }

            if (!_held.TryGetValue(id, out var held))
            {
                _held.Add(id, held = new Held { WrittenAt = lastUse });
            }

            held.Sessions++;
            return true;
        }
    }

    /// <summary>A session that held a token has ended: the token was used until now. Nobody makes a row be written by coming and going.</summary>
    public void Release(string id, long now)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(id, out var held) && --held.Sessions == 0)
            {
                _held.Remove(id);
                if (now - held.WrittenAt > exact)
                {
                    TryNote(id, now);
                }
            }
        }
    }

    /// <summary>
    /// What is to be written down: all uses of tokens that nobody holds, and of the tokens that are held so many at the most, those
    /// that were not written for the longest first.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, long>> Due(long now, int mostHeld)
    {
        KeyValuePair<string, long>[] unwritten;
        (string Id, long WrittenAt)[] held;
        lock (_gate)
        {
            (unwritten, held) = ([.. _unwritten], [.. _held.Select(one => (one.Key, one.Value.WrittenAt))]);
        }

        // Whoever asks whether a token is valid waits for the lock: what takes long comes after it.
        return [.. unwritten, .. held.OrderBy(one => one.WrittenAt).Take(mostHeld).Select(one => KeyValuePair.Create(one.Id, now))];
    }

    /// <summary>These are on disk.</summary>
    public void Written(IReadOnlyList<KeyValuePair<string, long>> uses)
    {
        lock (_gate)
        {
            foreach (var (id, time) in uses)
            {
                if (_unwritten.TryGetValue(id, out var newer) && newer == time)
                {
                    _unwritten.Remove(id);
                }

                if (_held.TryGetValue(id, out var held))
                {
                    held.WrittenAt = time;
                }
            }
        }
    }

    /// <summary>A token whose row says that it was not used is to be deleted; false where a session holds it, or a later use is not written yet.</summary>
    public bool TryDoom(string id)
    {
        lock (_gate)
        {
            return !_held.ContainsKey(id) && !_unwritten.ContainsKey(id) && _doomed.Add(id);
        }
    }

    /// <summary>They are deleted, and known nowhere any more; or they were not deleted after all.</summary>
    public void EndDoom(IEnumerable<string> ids)
    {
        lock (_gate)
        {
            _doomed.ExceptWith(ids);
        }
    }

    /// <summary>The token has ended.</summary>
    public void Forget(string id)
    {
        lock (_gate)
        {
            _unwritten.Remove(id);
        }
    }

    private sealed class Held
    {
        public int Sessions { get; set; }

        /// <summary>The last use that is written, or waits for it; 0 where none is known.</summary>
        public long WrittenAt { get; set; }
    }
}
