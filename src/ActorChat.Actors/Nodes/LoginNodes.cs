using ActorChat.Actors.Common;

namespace ActorChat.Actors.Nodes;

/// <summary>
/// Which nodes have sessions of each login. Rooms read it for all they publish, from any thread and without a lock. It holds marks instead of logins, about 35
/// bytes for each, because every node has those of the whole cluster.
/// </summary>
public sealed class LoginNodes
{
    /// <summary>Writers of different shards do not wait for each other.</summary>
    private const int Shards = 64;

    private readonly LoginShard[] _shards = [.. Enumerable.Range(0, Shards).Select(_ => new LoginShard())];

    /// <summary>How many logins have a session on some node.</summary>
    public int Count => _shards.Sum(shard => shard.Count);

    /// <summary>The nodes that have sessions of a login.</summary>
    public NodeSet Of(Login login)
    {
        var mark = LoginMark.Of(login);
        return ShardOf(mark).Find(mark);
    }

    /// <summary>A node has a session of the login; returns those that had one before.</summary>
    public NodeSet Add(Login login, int node)
    {
        var mark = LoginMark.Of(login);
        return ShardOf(mark).Add(mark, node);
    }

    /// <summary>A node has no session of the login any more; returns those that have one still.</summary>
    public NodeSet Remove(Login login, int node)
    {
        var mark = LoginMark.Of(login);
        return ShardOf(mark).Remove(mark, node);
    }

    /// <summary>A node is lost with all its sessions.</summary>
    public void RemoveAllOf(int node)
    {
        foreach (var shard in _shards)
        {
            shard.RemoveAllOf(node);
        }
    }

    private LoginShard ShardOf(LoginMark mark) => _shards[mark.Low % Shards];
}
