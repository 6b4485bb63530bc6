using System.Diagnostics.CodeAnalysis;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Accounts;

/// <summary>
/// A bounded queue in which networks take turns, and in each of them its addresses (<see cref="FairNetwork{T}"/>): whoever has much
/// waiting waits for itself. Full: the network that has at least two more waiting than the newcomer's gives up its newest item, else the
/// address of the newcomer's own network that has at least two more than the newcomer's; where there is none, the newcomer is refused.
/// </summary>
/// <param name="capacity">Items that wait at the most.</param>
/// <param name="perAddress">Items of one address that wait at the most.</param>
internal sealed class FairLane<T>(int capacity, int perAddress)
{
    /// <summary>An IPv6 network of a site: whoever has one has up to 65,536 of those that count as an address.</summary>
    private const int SiteBits = 48;

    private readonly Dictionary<ClientAddress, FairNetwork<T>> _networks = [];

    /// <summary>Each network that has something waiting, once.</summary>
    private readonly Queue<FairNetwork<T>> _turns = new();

    public int Count { get; private set; }

    /// <summary>Since when the one waits whose turn it is; null where nobody waits.</summary>
    public long? NextSince => _turns.TryPeek(out var network) ? network.NextSince : null;

    /// <summary>Adds an item; false when it is refused.</summary>
    /// <param name="address">Whose it is.</param>
    /// <param name="item">The item.</param>
    /// <param name="now">The moment.</param>
    /// <param name="displaced">An item that had to give way; only where <paramref name="hasDisplaced"/>.</param>
    /// <param name="hasDisplaced">Whether one had to.</param>
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

    /// <summary>No network is left empty by it: there is more than one item in the one that gives way.</summary>
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
