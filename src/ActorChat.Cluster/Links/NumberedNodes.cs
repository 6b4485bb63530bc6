using ActorChat.Actors.Nodes;

namespace ActorChat.Cluster.Links;

/// <summary>
/// The way of what concerns sessions: news of rooms, who is online, whose sessions end. Each link has a number of its own, from before anything is told over
/// it until all of it is forgotten.
/// </summary>
internal sealed class NumberedNodes : INodeLetters
{
    private readonly Lock _turn = new();
    private readonly string?[] _names = new string?[NodeSet.Size];
    private readonly NodeLinks _links;

    private NumberedNodes(NodeLinks links) => _links = links;

    /// <summary>Registers with the links, which must not have started.</summary>
    /// <param name="links">The links.</param>
    /// <param name="presenceGrace">Who leaves is shown online this much longer.</param>
    /// <param name="clock">The clock.</param>
    public static OtherNodes Register(NodeLinks links, TimeSpan presenceGrace, TimeProvider clock)
    {
        var numbers = new NumberedNodes(links);
        var others = new OtherNodes(numbers, presenceGrace, clock);
        links.OnLinked(node =>
        {
            numbers.Add(node);
            return others.Greeting();
        });
        links.HandleOthers((node, message) => numbers.Of(node) is { } number && others.Take(number, message));
        links.OnLost(node =>
        {
            if (numbers.Of(node) is { } number)
            {
                others.Lost(number);
                numbers.Remove(number);
            }
        });
        return others;
    }

    public void Send(NodeSet nodes, object letter)
    {
        List<string>? names = null;
        for (var number = NodeSet.Here + 1; number < NodeSet.Size; number++)
        {
            if (nodes.Has(number) && Volatile.Read(ref _names[number]) is { } name)
            {
                (names ??= []).Add(name);
            }
        }

        if (names is not null)
        {
            _links.Announce(names, letter);
        }
    }

    private void Add(string node)
    {
        lock (_turn)
        {
            var free = Array.IndexOf(_names, null, NodeSet.Here + 1);
            Volatile.Write(ref _names[free < 0 ? throw new InvalidOperationException($"A cluster has at most {NodeSet.Size} nodes.") : free], node);
        }
    }

    private int? Of(string node)
    {
        lock (_turn)
        {
            return Array.IndexOf(_names, node) is var number and >= 0 ? number : null;
        }
    }

    private void Remove(int number)
    {
        lock (_turn)
        {
            Volatile.Write(ref _names[number], null);
        }
    }
}
