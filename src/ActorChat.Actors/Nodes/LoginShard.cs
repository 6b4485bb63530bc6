namespace ActorChat.Actors.Nodes;

/// <summary>
/// A part of <see cref="LoginNodes"/>: a hash table with linear probing. Writers take turns. A reader takes no lock: it looks at the version before and after,
/// and looks again if somebody wrote meanwhile.
/// </summary>
internal sealed class LoginShard
{
    private const int Smallest = 8;

    /// <summary>Full beyond three quarters: longer searches. Each growth adds a quarter, so that little is unused.</summary>
    private const double MostFull = 0.75;

    private const double Growth = 1.25;

    /// <summary>Below this share it shrinks.</summary>
    private const double LeastFull = 0.3;

    private struct Slot
    {
        public LoginMark Mark;

        /// <summary>Zero: the slot is free.</summary>
        public ulong Nodes;
    }

    private readonly Lock _turn = new();
    private Slot[] _slots = new Slot[Smallest];
    private int _count;

    /// <summary>Odd while somebody writes.</summary>
    private int _version;

    public int Count => Volatile.Read(ref _count);

    public NodeSet Find(LoginMark mark)
    {
        var wait = new SpinWait();
        while (true)
        {
            var version = Volatile.Read(ref _version);
            var slots = Volatile.Read(ref _slots);
            var at = (version & 1) == 0 ? PlaceOf(slots, mark) : -1;
            var nodes = at < 0 ? 0 : slots[at].Nodes;
            Volatile.ReadBarrier();
            if ((version & 1) == 0 && Volatile.Read(ref _version) == version)
            {
                return new NodeSet(nodes);
            }

            wait.SpinOnce();
        }
    }

    public NodeSet Add(LoginMark mark, int node)
    {
        lock (_turn)
        {
            var at = PlaceOf(_slots, mark);
            if (at >= 0 && _slots[at].Nodes != 0)
            {
                var before = new NodeSet(_slots[at].Nodes);
                _slots[at].Nodes |= NodeSet.Of(node).Bits;
                return before;
            }

            if (_count + 1 > _slots.Length * MostFull)
            {
                Rebuild((int)(_slots.Length * Growth) + 1, ~0UL);
                at = PlaceOf(_slots, mark);
            }

            BeginToWrite();
            _slots[at] = new Slot { Mark = mark, Nodes = NodeSet.Of(node).Bits };
            EndOfWrite(_count + 1);
            return NodeSet.None;
        }
    }

    public NodeSet Remove(LoginMark mark, int node)
    {
        lock (_turn)
        {
            var at = PlaceOf(_slots, mark);
            if (at < 0 || _slots[at].Nodes == 0)
            {
                return NodeSet.None;
            }

            var rest = new NodeSet(_slots[at].Nodes).Without(node);
            if (!rest.IsEmpty)
            {
                _slots[at].Nodes = rest.Bits;
                return rest;
            }

            BeginToWrite();
            Free(at);
            EndOfWrite(_count - 1);
            if (_slots.Length > Smallest && _count < _slots.Length * LeastFull)
            {
                Rebuild(LengthFor(_count), ~0UL);
            }

            return NodeSet.None;
        }
    }

    public void RemoveAllOf(int node)
    {
        lock (_turn)
        {
            var left = ~NodeSet.Of(node).Bits;
            var count = _slots.Count(slot => (slot.Nodes & left) != 0);
            Rebuild(LengthFor(count), left);
        }
    }

    private static int LengthFor(int count) => Math.Max(Smallest, (int)(count / MostFull * Growth) + 1);

    /// <summary>Readers see the old table until the new one is complete.</summary>
    private void Rebuild(int length, ulong nodesLeft)
    {
        var slots = new Slot[length];
        var count = 0;
        foreach (var slot in _slots.Where(slot => (slot.Nodes & nodesLeft) != 0))
        {
            slots[PlaceOf(slots, slot.Mark)] = slot with { Nodes = slot.Nodes & nodesLeft };
            count++;
        }

        BeginToWrite();
        Volatile.Write(ref _slots, slots);
        EndOfWrite(count);
    }

    /// <summary>A search ends at a free slot, so those behind move up.</summary>
    private void Free(int at)
    {
        var length = _slots.Length;
        for (var next = (at + 1) % length; _slots[next].Nodes != 0; next = (next + 1) % length)
        {
            var home = HomeOf(_slots[next].Mark, length);
            if ((next - home + length) % length >= (next - at + length) % length)
            {
                _slots[at] = _slots[next];
                at = next;
            }
        }

        _slots[at] = default;
    }

    private void BeginToWrite() => Interlocked.Increment(ref _version);

    private void EndOfWrite(int count)
    {
        Volatile.Write(ref _count, count);
        Interlocked.Increment(ref _version);
    }

    /// <summary>Where the mark is, or would be put; negative if a reader's table is being changed under it.</summary>
    private static int PlaceOf(Slot[] slots, LoginMark mark)
    {
        var at = HomeOf(mark, slots.Length);
        for (var looked = 0; looked < slots.Length; looked++)
        {
            if (slots[at].Nodes == 0 || slots[at].Mark == mark)
            {
                return at;
            }

            at = at + 1 < slots.Length ? at + 1 : 0;
        }

        return -1;
    }

    private static int HomeOf(LoginMark mark, int length) => (int)Math.BigMul(mark.High, (ulong)length, out _);
}
