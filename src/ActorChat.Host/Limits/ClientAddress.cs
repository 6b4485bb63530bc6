using System.Net;

namespace ActorChat.Host.Limits;

/// <summary>The unit that counts as one address: an IPv4 address, or an IPv6 network, because one client usually has the whole network.</summary>
internal readonly record struct ClientAddress
{
    private readonly UInt128 _bits;

    private ClientAddress(UInt128 bits) => _bits = bits;

    /// <summary>The network of an IPv6 address; an IPv4 address stands for itself.</summary>
    public ClientAddress NetworkOf(int ipv6PrefixBits)
    {
        var isIpv4 = _bits >> 32 == 0xFFFF;
        return isIpv4 || ipv6PrefixBits >= 128 ? this : new ClientAddress(_bits & ~(UInt128.MaxValue >> ipv6PrefixBits));
    }

    /// <param name="address">The address of a request; null (a Unix socket) counts as one address.</param>
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
