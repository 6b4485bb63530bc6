using System.Diagnostics.CodeAnalysis;
using ActorChat.Actors.Limits;

namespace ActorChat.Storage.Accounts;

/// <summary>
/// A bounded queue in which addresses take turns: whoever has much waiting waits for itself. Full: an address that has at least two more
/// waiting than the newcomer's gives up its newest item; where none has, the newcomer is refused.
/// </summary>
/// <param name="capacity">Items that wait at the most.</param>
/// <param name="perAddress">Items of one address that wait at the most.</param>
internal sealed class FairLane<T>(int capacity, int perAddress)
{
    private readonly Dictionary<ClientAddress, LinkedList<(T Item, long Since)>> _byAddress = [];

    /// <summary>Each address that has something waiting, once.</summary>
    private readonly Queue<ClientAddress> _turns = new();

    public int Count { get; private set; }

    /// <summary>Since when the one waits whose turn it is; null where nobody waits.</summary>
    public long? NextSince => _turns.TryPeek(out var address) ? _byAddress[address].First!.Value.Since : null;

    /// <summary>Adds an item; false when it is refused.</summary>
    /// <param name="address">Whose it is.</param>
    /// <param name="item">The item.</param>
    /// <param name="now">The moment.</param>
    /// <param name="displaced">An item that had to give way; only where <paramref name="hasDisplaced"/>.</param>
    /// <param name="hasDisplaced">Whether one had to.</param>
    public bool TryAdd(ClientAddress address, T item, long now, [MaybeNull] out T displaced, out bool hasDisplaced)
    {
        (displaced, hasDisplaced) = (default, false);
        var own = _byAddress.TryGetValue(address, out var items) ? items.Count : 0;
        if (own >= perAddress)
        {
            return false;
        }

        if (Count >= capacity)
        {
            if (LongestAbove(own + 1) is not { } longest)
            {
                return false;
            }

            (displaced, hasDisplaced) = (longest.Last!.Value.Item, true);
            longest.RemoveLast();
            Count--;
        }

        if (items is null)
        {
            _byAddress.Add(address, items = []);
            _turns.Enqueue(address);
        }

        items.AddLast((item, now));
        Count++;
        return true;
    }

    /// <summary>Takes the first item of the address whose turn it is.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        if (!_turns.TryDequeue(out var address))
        {
            item = default;
            return false;
        }

        var items = _byAddress[address];
        item = items.First!.Value.Item;
        items.RemoveFirst();
        Count--;
        if (items.Count > 0)
        {
            _turns.Enqueue(address);
        }
        else
        {
            _byAddress.Remove(address);
        }

        return true;
    }

    /// <summary>What waits of the address with the most, if that is more than so many: at least two, so that it is not left empty.</summary>
    private LinkedList<(T Item, long Since)>? LongestAbove(int count)
    {
        var longest = _byAddress.Values.MaxBy(items => items.Count);
        return longest is { Count: var most } && most > count ? longest : null;
    }
}
