using System.Globalization;
using System.Net;
using System.Text;

namespace ActorChat.Faults.Labs;

/// <summary>
/// What a machine does not let in. Everything is done where packets arrive: a sender learns nothing, as on a broken network. A partition in both directions is
/// a filter at both ends.
/// </summary>
internal sealed class PacketFilter
{
    private const string Table = "inet faults";

    private readonly List<string> _rules = [];

    /// <summary>Nothing is kept out.</summary>
    public static PacketFilter None => new();

    /// <summary>Nothing arrives from a machine.</summary>
    public PacketFilter Drop(IPAddress from) => With($"ip saddr {from} drop");

    /// <summary>A share of what comes from a machine is lost.</summary>
    public PacketFilter Lose(IPAddress from, int percent) => With(string.Create(CultureInfo.InvariantCulture, $"ip saddr {from} numgen random mod 100 < {percent} drop"));

    /// <summary>Whatever comes from a machine by TCP is answered with a reset.</summary>
    public PacketFilter Reset(IPAddress from) => With($"ip saddr {from} meta l4proto tcp reject with tcp reset");

    /// <summary>The rules for <c>nft</c>. One transaction: no packet passes between the old and the new rules.</summary>
    public string ToNft()
    {
        var text = new StringBuilder($"table {Table}\ndelete table {Table}\n");
        if (_rules.Count > 0)
        {
            text.Append($"table {Table} {{\n  chain arriving {{\n    type filter hook input priority 0\n");
            _rules.ForEach(rule => text.Append("    ").Append(rule).Append('\n'));
            text.Append("  }\n}\n");
        }

        return text.ToString();
    }

    private PacketFilter With(string rule)
    {
        _rules.Add(rule);
        return this;
    }
}
