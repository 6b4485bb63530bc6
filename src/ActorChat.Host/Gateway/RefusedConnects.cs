using System.Net;
using ActorChat.Actors.Metrics;
using ActorChat.Host.Limits;
using ActorChat.Host.Observability;
using ActorChat.SocketIO;

namespace ActorChat.Host.Gateway;

/// <summary>
/// Counts, by address, the CONNECTs that were refused for their token or namespace: above the limit each closes its connection. A client with a valid token
/// is still let in, and what the server itself cannot do at the moment does not count.
/// </summary>
internal sealed class RefusedConnects(RateLimits limits, SecurityLog security)
{
    private const string Limit = "refused-connects-per-address";

    /// <summary>Whether the connection must be closed.</summary>
    public bool Closes(IPAddress? address, ConnectError error)
    {
        if (error.Message is not (ClientEvents.Unauthorized or ConnectError.InvalidNamespace))
        {
            return false;
        }

        var current = limits.Current;
        var client = ClientAddress.Of(address, current.Ipv6PrefixBits);
        if (limits.RefusedConnectsByAddress.TryTake(client, current.RefusedConnectsPerAddress, limits.Now, out _))
        {
            return false;
        }

        ChatMetrics.RateLimited(Limit);
        security.ConnectRefused(Limit, address);
        return true;
    }
}
