using System.Text;

namespace ActorChat.SocketIO;

/// <summary>The sockets of one connection by namespace. Most have only "/", so a dictionary is made only for others.</summary>
internal sealed class SocketTable
{
    private readonly Lock _gate = new();
    private Socket? _root;
    private Dictionary<string, Socket>? _others;

    /// <summary>Why the connection ended; null while it lives.</summary>
    public string? Ended { get; private set; }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return (_root is null ? 0 : 1) + (_others?.Count ?? 0);
            }
        }
    }

    public Socket? Find(ReadOnlySpan<byte> ns) => ns.Length <= 1 ? _root : Find(Encoding.UTF8.GetString(ns));

    public Socket? Find(string ns)
    {
        lock (_gate)
        {
            return ns == "/" ? _root : _others?.GetValueOrDefault(ns);
        }
    }

    /// <summary>Adds a socket; false when the connection has already ended.</summary>
    public bool TryAdd(Socket socket)
    {
        lock (_gate)
        {
            if (Ended is not null)
            {
                return false;
            }

            if (socket.Namespace.Name == "/")
            {
                _root = socket;
            }
            else
            {
                (_others ??= new(StringComparer.Ordinal)).Add(socket.Namespace.Name, socket);
            }

            return true;
        }
    }

    /// <summary>Removes a socket; false when it was removed before.</summary>
    public bool Remove(Socket socket)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_root, socket))
            {
                _root = null;
                return true;
            }

            return _others?.TryGetValue(socket.Namespace.Name, out var found) == true
                && ReferenceEquals(found, socket)
                && _others.Remove(socket.Namespace.Name);
        }
    }

    public Socket[] All()
    {
        lock (_gate)
        {
            return [.. _root is null ? [] : new[] { _root }, .. _others?.Values ?? Enumerable.Empty<Socket>()];
        }
    }

    /// <summary>Removes all sockets and lets no further ones in.</summary>
    public Socket[] End(string reason)
    {
        lock (_gate)
        {
            var all = All();
            Ended = reason;
            _root = null;
            _others = null;
            return all;
        }
    }
}
