using ActorChat.Actors.Common;

namespace ActorChat.Host.Export;

/// <summary>Which exports are under way on a node: a bounded number, and one for each user.</summary>
internal sealed class RunningExports(int max)
{
    private readonly Lock _lock = new();
    private readonly HashSet<Login> _users = [];

    public enum Start
    {
        Begun,
        UserHasOne,
        TooMany,
    }

    /// <summary>Takes a place, if there is one for the user; give it back with <see cref="End"/>.</summary>
    public Start TryBegin(Login user)
    {
        lock (_lock)
        {
            if (_users.Contains(user))
            {
                return Start.UserHasOne;
            }

            if (_users.Count >= max)
            {
                return Start.TooMany;
            }

            _users.Add(user);
            return Start.Begun;
        }
    }

    public void End(Login user)
    {
        lock (_lock)
        {
            _users.Remove(user);
        }
    }
}
