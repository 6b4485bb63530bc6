using System.Collections;
using System.Numerics;

namespace ActorChat.Actors.Nodes;

/// <summary>
/// A set of nodes by the numbers that this process gives them: 0 for itself, and one for each link to another node, free again when the link is lost.
/// </summary>
/// <param name="Bits">One bit for each number.</param>
public readonly record struct NodeSet(ulong Bits) : IEnumerable<int>
{
    /// <summary>How many nodes a set can hold, this one too.</summary>
    public const int Size = 64;

    /// <summary>The number of this node.</summary>
    public const int Here = 0;

    /// <summary>No node.</summary>
    public static readonly NodeSet None;

    /// <summary>Every node but this one.</summary>
    public static readonly NodeSet AllOthers = new(~1UL);

    public bool IsEmpty => Bits == 0;

    /// <summary>The set without this node.</summary>
    public NodeSet Others => new(Bits & ~1UL);

    public static NodeSet Of(int node) => new(1UL << node);

    public bool Has(int node) => (Bits & (1UL << node)) != 0;

    public NodeSet With(NodeSet more) => new(Bits | more.Bits);

    public NodeSet Without(int node) => new(Bits & ~(1UL << node));

    public IEnumerator<int> GetEnumerator()
    {
        for (var rest = Bits; rest != 0; rest &= rest - 1)
        {
            yield return BitOperations.TrailingZeroCount(rest);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
