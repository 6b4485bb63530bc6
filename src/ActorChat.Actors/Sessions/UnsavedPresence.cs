using ActorChat.Actors.Common;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// Who came and who left since the last save. Until the accounts have it, this is the only source for when somebody left; a list that was read from them a
/// moment before the save still finds it here. Bounded by the users that come and go between three saves.
/// </summary>
internal sealed class UnsavedPresence
{
    private readonly HashSet<Login> _came = [];
    private readonly Dictionary<Login, long> _left = [];
    private Dictionary<Login, long> _savedLately = [];

    public bool IsEmpty => _came.Count == 0 && _left.Count == 0;

    public void Came(Login login)
    {
        _left.Remove(login);
        _savedLately.Remove(login);
        _came.Add(login);
    }

    public void Left(Login login, long when)
    {
        _came.Remove(login);
        _left[login] = when;
    }

    /// <summary>When a user who is offline left; null if the accounts know.</summary>
    public long? LeftAt(Login login) =>
        _left.TryGetValue(login, out var when) || _savedLately.TryGetValue(login, out when) ? when : null;

    /// <summary>What has to be saved now. Nothing is dropped before <see cref="Saved"/>.</summary>
    public Changes Take() => new([.. _came], [.. _left]);

    /// <summary>These are saved; those who came or left again meanwhile are not.</summary>
    public void Saved(Changes changes)
    {
        _came.ExceptWith(changes.Came);
        _savedLately = [];
        foreach (var (login, when) in changes.Left)
        {
            if (_left.TryGetValue(login, out var newer) && newer == when)
            {
                _left.Remove(login);
                _savedLately.Add(login, when);
            }
        }
    }

    /// <summary>Nobody came or left for a whole interval, so the accounts have been read again since.</summary>
    public void ForgetSaved() => _savedLately = [];

    /// <summary>Who came, and who left when.</summary>
    public sealed record Changes(IReadOnlyCollection<Login> Came, IReadOnlyCollection<KeyValuePair<Login, long>> Left);
}
