namespace ActorChat.Storage.Tokens;

/// <summary>
/// The last uses of tokens that are not saved yet, and which tokens live sessions hold: a held token is in use all the time. Times are UTC milliseconds since
/// 1970.
/// </summary>
/// <param name="max">The most uses that wait to be saved; a further one counts only from what is saved.</param>
/// <param name="exact">How long after a use that is saved, or waits for it, a later one is not worth saving.</param>
internal sealed class TokenUses(int max, long exact)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _unwritten = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Held> _held = new(StringComparer.Ordinal);
    private readonly HashSet<string> _doomed = new(StringComparer.Ordinal);

    /// <summary>When a token was last used, as far as is known here: now if a session holds it, 0 if nothing is known.</summary>
    public long LastUseOf(string id, long now)
    {
        lock (_gate)
        {
            return _held.ContainsKey(id) ? now : _unwritten.GetValueOrDefault(id);
        }
    }

    /// <summary>A token was used; false if too many uses wait to be saved, and the next use should report it again.</summary>
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

    /// <summary>A session begins to hold a token; false if the token is just being deleted as idle.</summary>
    /// <param name="id">The token.</param>
    /// <param name="lastUse">The last use that is saved, or waits for it; 0 if that is unknown.</param>
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

    /// <summary>A session that held a token has ended: the token was used until now. Coming and going alone causes no writes.</summary>
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
    /// What has to be saved: all uses of tokens that nobody holds, and a bounded number of held tokens, those not saved for the longest time first.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, long>> Due(long now, int mostHeld)
    {
        KeyValuePair<string, long>[] unwritten;
        (string Id, long WrittenAt)[] held;
        lock (_gate)
        {
            (unwritten, held) = ([.. _unwritten], [.. _held.Select(one => (one.Key, one.Value.WrittenAt))]);
        }

        // Checks of tokens wait for the lock, so slow work comes after it.
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

    /// <summary>A token that was not used by its row is about to be deleted; false if a session holds it, or a later use is not saved yet.</summary>
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

        /// <summary>The last use that is saved, or waits for it; 0 if none is known.</summary>
        public long WrittenAt { get; set; }
    }
}
