using System.Numerics;
using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// A Bloom filter of the client ids that a room has seen. If it says no, the id is certainly new, and the message needs no look-up in the tables. If it says
/// maybe, the tables are asked. It grows with its ids up to a bound; beyond that it says maybe more often.
/// </summary>
internal sealed class ClientIdFilter(int maxBytes)
{
    /// <summary>
    /// Of half a million new ids, one is taken for an old one in each full layer. With 20 bits and ten probes it was one of ten thousand: a room of 13,000 ids then asked
    /// the tables for one new id in three thousand, and these look-ups cost as much as half of the tables' writes, because each ends the projection's wait for a
    /// larger transaction.
    /// </summary>
    private const int BitsPerId = 28;
    private const int Probes = 14;
    private const int FirstLayerBits = 1024;

    private readonly List<Layer> _layers = [];
    private int _bytes;

    /// <summary>Whether further ids would only make it say maybe to everything.</summary>
    public bool IsFull => _bytes >= maxBytes && _layers[^1].IsFull;

    public bool MayContain(Login author, string clientMessageId)
    {
        var hash = HashOf(author, clientMessageId);
        foreach (var layer in _layers)
        {
            if (layer.MayContain(hash))
            {
                return true;
            }
        }

        return false;
    }

    public void Add(Login author, string clientMessageId)
    {
        if (_layers.Count == 0 || (_layers[^1].IsFull && _bytes < maxBytes))
        {
            AddLayer();
        }

        _layers[^1].Add(HashOf(author, clientMessageId));
    }

    private void AddLayer()
    {
        var bits = _layers.Count == 0 ? FirstLayerBits : _layers[^1].Bits * 4;
        bits = Math.Max(FirstLayerBits, Math.Min(bits, (int)BitOperations.RoundUpToPowerOf2((uint)(maxBytes - _bytes)) * 8 / 2));
        _layers.Add(new Layer(bits));
        _bytes += bits / 8;
    }

    /// <summary>The framework's hashes of texts are seeded for each process, so nobody can prepare colliding ids.</summary>
    private static ulong HashOf(Login author, string clientMessageId)
    {
        var hash = ((ulong)(uint)author.Key.GetHashCode(StringComparison.Ordinal) << 32) | (uint)clientMessageId.GetHashCode(StringComparison.Ordinal);

        // Spreads the bits over both halves, from which the probes are made (the finisher of MurmurHash3).
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return hash ^ (hash >> 33);
    }

    private sealed class Layer(int bits)
    {
        private readonly ulong[] _words = new ulong[bits / 64];
        private readonly int _shift = 64 - BitOperations.Log2((uint)bits);
        private int _count;

        public int Bits => bits;

        public bool IsFull => _count * BitsPerId >= bits;

        public void Add(ulong hash)
        {
            _count++;
            for (var i = 0; i < Probes; i++)
            {
                var bit = NextBit(ref hash);
                _words[bit >> 6] |= 1UL << (bit & 63);
            }
        }

        public bool MayContain(ulong hash)
        {
            for (var i = 0; i < Probes; i++)
            {
                var bit = NextBit(ref hash);
                if ((_words[bit >> 6] & (1UL << (bit & 63))) == 0)
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>
        /// A step of a linear congruential generator with Knuth's constants, of which the upper bits are good: all 64 bits of the hash decide about every probe.
        /// A start and a step from its halves are too few combinations for a small layer.
        /// </summary>
        private int NextBit(ref ulong state)
        {
            state = (state * 6364136223846793005UL) + 1442695040888963407UL;
            return (int)(state >> _shift);
        }
    }
}
