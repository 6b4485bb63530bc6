using System.Net;

namespace ActorChat.Host.Limits;

/// <summary>
/// Whom an address stands for: an IPv4 address, or the network of an IPv6 one, of which whoever has one has very many.
/// </summary>
internal readonly record struct ClientAddress
{
    private readonly UInt128 _bits;

    private ClientAddress(UInt128 bits) => _bits = bits;

    /// <summary>The network of an IPv6 address; an IPv4 address is its own.</summary>
    public ClientAddress NetworkOf(int ipv6PrefixBits)
    {
        var isIpv4 = _bits >> 32 == 0xFFFF;
        return isIpv4 || ipv6PrefixBits >= 128 ? this : new ClientAddress(_bits & ~(UInt128.MaxValue >> ipv6PrefixBits));
    }

    /// <param name="address">Where a request came from; null (a Unix socket) is an address of its own.</param>
    /// <param name="ipv6PrefixBits">The leading bits of an IPv6 address that name its network.</param>
    public static ClientAddress Of(IPAddress? address, int ipv6PrefixBits)
    {
        if (address is null)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return new ClientAddress(bits).NetworkOf(ipv6PrefixBits);
    }
}
