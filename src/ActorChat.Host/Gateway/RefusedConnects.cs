using System.Net;
using ActorChat.Actors.Metrics;
using ActorChat.Host.Limits;
using ActorChat.Host.Observability;
using ActorChat.SocketIO;

namespace ActorChat.Host.Gateway;

/// <summary>
/// Counts by address the CONNECTs that were refused for what they brought: past the limit each closes its connection. Whoever has a token
/// that counts is let in all the same, and what the server itself cannot do at the moment is nobody's mistake.
/// </summary>
internal sealed class RefusedConnects(RateLimits limits, SecurityLog security)
{
    private const string Limit = "refused-connects-per-address";

    /// <summary>Whether the connection is to be closed.</summary>
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
