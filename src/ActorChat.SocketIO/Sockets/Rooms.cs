using System.Collections.Concurrent;

namespace ActorChat.SocketIO;

/// <summary>Which sockets of a namespace are in which room. Thread-safe; empty rooms are removed.</summary>
internal sealed class Rooms
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HashSet<Socket>> _members = new(StringComparer.Ordinal);

    public void Add(string room, Socket socket)
    {
        lock (_gate)
        {
            if (!_members.TryGetValue(room, out var members))
            {
                _members.Add(room, members = []);
            }

            members.Add(socket);
        }
    }

    public void Remove(string room, Socket socket)
    {
        lock (_gate)
        {
            if (_members.TryGetValue(room, out var members) && members.Remove(socket) && members.Count == 0)
            {
                _members.Remove(room);
            }
        }
    }

    /// <summary>Adds the members of a room to <paramref name="target"/>.</summary>
    public void CopyTo(string room, HashSet<Socket> target)
    {
        lock (_gate)
        {
            if (_members.TryGetValue(room, out var members))
            {
                target.UnionWith(members);
            }
        }
    }
}
