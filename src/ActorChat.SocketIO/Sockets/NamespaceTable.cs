using System.Collections.Concurrent;

namespace ActorChat.SocketIO;

/// <summary>
/// The namespaces of a server: those it declares, and those created on demand because a pattern accepts their name. The latter are bounded in number, since
/// clients choose the names. They are kept: somebody may be joining one at the moment its last socket leaves.
/// </summary>
internal sealed class NamespaceTable(SocketIOServer server, int maxOnDemand)
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, Namespace> _byName = new(StringComparer.Ordinal);
    private readonly List<(Func<string, bool> Matches, Namespace Pattern)> _patterns = [];
    private int _onDemand;

    /// <summary>The namespace of that full name, declared if it is new.</summary>
    public Namespace Declare(string name) => _byName.GetOrAdd(name, static (key, server) => new Namespace(server, key), server);

    /// <summary>Declares that names accepted by <paramref name="matches"/> get a namespace that shares the returned one's middlewares and handlers.</summary>
    public Namespace DeclarePattern(Func<string, bool> matches)
    {
        var pattern = new Namespace(server, "");
        _patterns.Add((matches, pattern));
        return pattern;
    }

    /// <summary>Finds the namespace that a client asks for, and creates it if a pattern accepts the name and there are not too many yet.</summary>
    public Namespace? Find(string name)
    {
        if (_byName.TryGetValue(name, out var found))
        {
            return found;
        }

        foreach (var (matches, pattern) in _patterns)
        {
            if (matches(name))
            {
                return Create(name, pattern);
            }
        }

        return null;
    }

    private Namespace? Create(string name, Namespace pattern)
    {
        lock (_gate)
        {
            if (_byName.TryGetValue(name, out var found))
            {
                return found;
            }

            if (_onDemand >= maxOnDemand)
            {
                return null;
            }

            _onDemand++;
            return _byName.GetOrAdd(name, new Namespace(server, name, pattern));
        }
    }
}
