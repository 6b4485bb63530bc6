using System.Collections.Concurrent;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Routing;
using ActorChat.Actors.Sessions;
using Akka.Actor;

namespace ActorChat.Actors.Nodes;

/// <summary>
/// What the sessions of this node and those of other nodes have to do with each other: which node has sessions of which login, and what goes to those nodes. A
/// server without a cluster has none of it.
/// </summary>
/// <param name="letters">The way to the other nodes.</param>
/// <param name="presenceGrace">Who leaves is shown online this much longer.</param>
/// <param name="clock">The clock.</param>
public sealed class OtherNodes(INodeLetters letters, TimeSpan presenceGrace, TimeProvider clock)
{
    /// <summary>Logins in one letter of a greeting: a few kilobytes, so that it shares a batch with others.</summary>
    private const int LoginsInLetter = 500;

    private readonly LoginNodes _logins = new();

    /// <summary>The users with sessions on this node, for the greeting of the next link.</summary>
    private readonly ConcurrentDictionary<Login, bool> _here = [];

    private RegistryRoutes? _registry;

    /// <summary>Who leaves is shown online this much longer: a client that moves to another node needs a moment.</summary>
    public TimeSpan PresenceGrace => presenceGrace;

    /// <summary>How many logins have a session on some node.</summary>
    public int Logins => _logins.Count;

    /// <summary>The nodes that have sessions of a login, this one among them.</summary>
    public NodeSet With(Login login) => _logins.Of(login);

    /// <summary>Whether another node has a session of the login.</summary>
    public bool Has(Login login) => !_logins.Of(login).Others.IsEmpty;

    /// <summary>Sends a letter to those of the nodes that are not this one.</summary>
    public void Send(NodeSet nodes, object letter)
    {
        if (!nodes.Others.IsEmpty)
        {
            letters.Send(nodes.Others, letter);
        }
    }

    /// <summary>
    /// A user's first session on this node is registered. When this returns, all that the session asks of other nodes follows the news of it. Changes of one
    /// login come one after the other.
    /// </summary>
    public void Came(Login login)
    {
        // Before the letter: the link that it misses has it in its greeting.
        _here[login] = true;
        _logins.Add(login, NodeSet.Here);
        letters.Send(NodeSet.AllOthers, new NodeLetters.LoginsCame([login]));
    }

    /// <summary>A user's last session on this node has ended.</summary>
    public void Left(Login login, long at)
    {
        if (_here.TryRemove(login, out _))
        {
            _logins.Remove(login, NodeSet.Here);
            letters.Send(NodeSet.AllOthers, new NodeLetters.LoginLeft(login, at));
        }
    }

    /// <summary>
    /// What a link begins with: all users of this node. It must be read while the link takes nothing else; whatever is sent to that node later follows it.
    /// </summary>
    public IEnumerable<object> Greeting() => _here.Select(user => user.Key).Chunk(LoginsInLetter).Select(some => new NodeLetters.LoginsCame(some));

    /// <summary>A letter of another node has arrived. They are taken one after the other, in the order in which that node sent them.</summary>
    /// <returns>False if it is not one of these letters.</returns>
    public bool Take(int node, object letter)
    {
        switch (letter)
        {
            case RoomNews news: Registry.PublishHere(news); return true;
            case NodeLetters.LoginsCame came: Came(node, came.Logins); return true;
            case NodeLetters.LoginLeft left: Left(node, left); return true;
            case RegistryCommands.EndSessions end: Registry.PartitionOf(end.Login).Tell(end, ActorRefs.NoSender); return true;
            default: return false;
        }
    }

    /// <summary>A link is lost for good: nobody knows anything of that node's sessions any more.</summary>
    public void Lost(int node)
    {
        _logins.RemoveAllOf(node);
        var lost = new RegistryCommands.NodeLost(clock.GetUtcNow().ToUnixTimeMilliseconds());
        for (var partition = 0; partition < Registry.Count; partition++)
        {
            Registry[partition].Tell(lost, ActorRefs.NoSender);
        }
    }

    /// <summary>The routes to the registry of this node, once they exist.</summary>
    internal RegistryRoutes Registry
    {
        get => _registry ?? throw new InvalidOperationException("The registry has not started.");
        set => _registry = value;
    }

    private void Came(int node, IReadOnlyList<Login> logins)
    {
        var news = logins.Where(login => _logins.Add(login, node).IsEmpty);
        foreach (var some in news.GroupBy(Registry.PartitionOf))
        {
            some.Key.Tell(new RegistryCommands.ChangedElsewhere([.. some], null), ActorRefs.NoSender);
        }
    }

    private void Left(int node, NodeLetters.LoginLeft left)
    {
        if (_logins.Remove(left.Login, node).IsEmpty)
        {
            Registry.PartitionOf(left.Login).Tell(new RegistryCommands.ChangedElsewhere([left.Login], left.At), ActorRefs.NoSender);
        }
    }
}
