using System.Diagnostics.CodeAnalysis;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Accounts;

/// <summary>
/// A bounded, fair queue: networks take turns, and within each of them its addresses (<see cref="FairNetwork{T}"/>), so a client with many items delays only
/// itself. When it is full, a network with at least two more items than the newcomer's gives up its newest one; if there is none, an address of the
/// newcomer's network with at least two more than the newcomer does. Otherwise the newcomer is refused.
/// </summary>
/// <param name="capacity">The most items that wait.</param>
/// <param name="perAddress">The most items of one address that wait.</param>
internal sealed class FairLane<T>(int capacity, int perAddress)
{
    /// <summary>An IPv6 network of a site: it contains up to 65,536 networks that count as one address each.</summary>
    private const int SiteBits = 48;

    private readonly Dictionary<ClientAddress, FairNetwork<T>> _networks = [];

    /// <summary>Each network that has something waiting, once.</summary>
    private readonly Queue<FairNetwork<T>> _turns = new();

    public int Count { get; private set; }

    /// <summary>Since when the next item has waited; null if nobody waits.</summary>
    public long? NextSince => _turns.TryPeek(out var network) ? network.NextSince : null;

    /// <summary>Adds an item; false if it is refused.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="item">The item.</param>
    /// <param name="now">The moment.</param>
    /// <param name="displaced">The item that it displaced, if <paramref name="hasDisplaced"/>.</param>
    /// <param name="hasDisplaced">Whether it displaced one.</param>
    public bool TryAdd(ClientAddress address, T item, long now, [MaybeNull] out T displaced, out bool hasDisplaced)
    {
        (displaced, hasDisplaced) = (default, false);
        var site = address.NetworkOf(SiteBits);
        _networks.TryGetValue(site, out var network);
        if (network?.CountOf(address) >= perAddress)
        {
            return false;
        }

        if (Count >= capacity)
        {
            if (!TryDisplace(network, address, out displaced))
            {
                return false;
            }

            hasDisplaced = true;
            Count--;
        }

        if (network is null)
        {
            _networks.Add(site, network = new FairNetwork<T>(site));
            _turns.Enqueue(network);
        }

        network.Add(address, item, now);
        Count++;
        return true;
    }

    /// <summary>Takes the first item of the network whose turn it is.</summary>
    public bool TryTake([MaybeNullWhen(false)] out T item)
    {
        if (!_turns.TryDequeue(out var network))
        {
            item = default;
            return false;
        }

        item = network.Take();
        Count--;
        if (network.Count > 0)
        {
            _turns.Enqueue(network);
        }
        else
        {
            _networks.Remove(network.Site);
        }

        return true;
    }

    /// <summary>This never empties a network: the one that gives way has more than one item.</summary>
    private bool TryDisplace(FairNetwork<T>? own, ClientAddress address, [MaybeNullWhen(false)] out T displaced)
    {
        var heaviest = _networks.Values.MaxBy(network => network.Count);
        if (heaviest?.Count > (own?.Count ?? 0) + 1)
        {
            displaced = heaviest.RemoveNewest();
            return true;
        }

        displaced = default;
        return own is not null && own.TryRemoveNewestAbove(own.CountOf(address) + 1, out displaced);
    }
}
