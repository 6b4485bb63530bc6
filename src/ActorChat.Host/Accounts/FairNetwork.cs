using System.Diagnostics.CodeAnalysis;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Accounts;

/// <summary>The waiting items of one network, whose addresses take turns.</summary>
internal sealed class FairNetwork<T>(ClientAddress site)
{
    private readonly Dictionary<ClientAddress, Waiting> _byAddress = [];

    /// <summary>Each address that has something waiting, once.</summary>
    private readonly LinkedList<Waiting> _turns = new();

    public ClientAddress Site => site;

    public int Count { get; private set; }

    /// <summary>Since when the next item has waited.</summary>
    public long NextSince => _turns.First!.Value.Items.First!.Value.Since;

    public int CountOf(ClientAddress address) => _byAddress.TryGetValue(address, out var waiting) ? waiting.Items.Count : 0;

    public void Add(ClientAddress address, T item, long now)
    {
        if (!_byAddress.TryGetValue(address, out var waiting))
        {
            _byAddress.Add(address, waiting = new Waiting(address));
            _turns.AddLast(waiting);
        }

        waiting.Items.AddLast((item, now));
        Count++;
    }

    /// <summary>Takes the first item of the address whose turn it is; there must be one.</summary>
    public T Take()
    {
        var waiting = _turns.First!.Value;
        var item = waiting.Items.First!.Value.Item;
        waiting.Items.RemoveFirst();
        Count--;
        _turns.RemoveFirst();
        if (waiting.Items.Count > 0)
        {
            _turns.AddLast(waiting);
        }
        else
        {
            _byAddress.Remove(waiting.Address);
        }

        return item;
    }

    /// <summary>Removes the newest item of the address with the most, or if several have as many, the newest of theirs; there must be one.</summary>
    public T RemoveNewest()
    {
        var longest = Longest()!;
        var item = longest.Items.Last!.Value.Item;
        longest.Items.RemoveLast();
        Count--;
        if (longest.Items.Count == 0)
        {
            _byAddress.Remove(longest.Address);
            _turns.Remove(longest);
        }

        return item;
    }

    /// <summary>The same, if that address has more than this many.</summary>
    public bool TryRemoveNewestAbove(int count, [MaybeNullWhen(false)] out T item)
    {
        var isAbove = Longest()?.Items.Count > count;
        item = isAbove ? RemoveNewest() : default;
        return isAbove;
    }

    private Waiting? Longest() => _turns.MaxBy(waiting => (waiting.Items.Count, waiting.Items.Last!.Value.Since));

    private sealed class Waiting(ClientAddress address)
    {
        public ClientAddress Address => address;

        public LinkedList<(T Item, long Since)> Items { get; } = new();
    }
}
