using System.Net;
using System.Net.Sockets;

namespace ActorChat.Actors.Limits;

/// <summary>
/// Whom an address stands for: an IPv4 address, or the network of an IPv6 one, of which whoever has one has very many.
/// </summary>
public readonly record struct ClientAddress
{
    private readonly UInt128 _bits;

    private ClientAddress(UInt128 bits) => _bits = bits;

    /// <param name="address">Where a request came from; null (a Unix socket) is an address of its own.</param>
    /// <param name="ipv6PrefixBits">The leading bits of an IPv6 address that name its network.</param>
    public static ClientAddress Of(IPAddress? address, int ipv6PrefixBits)
    {
        if (address is null)
        {
            return default;
        }

        var isIpv6 = address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6;
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        var bits = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return new ClientAddress(isIpv6 && ipv6PrefixBits < 128 ? bits & ~(UInt128.MaxValue >> ipv6PrefixBits) : bits);
    }
}
