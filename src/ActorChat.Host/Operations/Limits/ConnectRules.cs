using System.Net;
using ActorChat.Actors.Limits;
using ActorChat.Host.Operations.Stopping;
using ActorChat.Host.Settings;

namespace ActorChat.Host.Operations.Limits;

/// <summary>Why somebody may not connect now.</summary>
internal abstract record ConnectRefusal
{
    private ConnectRefusal()
    {
    }

    public sealed record Stopping : ConnectRefusal;

    public sealed record StrangeOrigin : ConnectRefusal;

    /// <param name="Limit">The key of the limit that is reached.</param>
    /// <param name="Wait">How long until it is worth to come again.</param>
    public sealed record TooMany(string Limit, TimeSpan Wait) : ConnectRefusal;
}

/// <summary>Who may open a Socket.IO connection: nobody while the server stops, no pages of strange origins, and not too many at once.</summary>
internal sealed class ConnectRules(RateLimits limits, Drain drain, HttpSettings settings)
{
    private readonly HashSet<string> _origins = new(settings.CorsOrigins, StringComparer.OrdinalIgnoreCase);

    /// <summary>Counts a connect, and says why it is refused; null where it is not.</summary>
    /// <param name="origin">The page's origin, as browsers name it; empty for programs.</param>
    /// <param name="server">The scheme and host under which the server was asked: its own pages may.</param>
    /// <param name="address">Who asks.</param>
    public ConnectRefusal? Judge(string origin, (string Scheme, string Host) server, IPAddress? address)
    {
        if (drain.HasBegun)
        {
            return new ConnectRefusal.Stopping();
        }

        if (!IsAllowed(origin, server))
        {
            return new ConnectRefusal.StrangeOrigin();
        }

        var current = limits.Current;
        var charge = new LimitCharge(limits.Now)
            .Take("connects-per-address", limits.ConnectsByAddress, ClientAddress.Of(address, current.Ipv6PrefixBits), current.ConnectsPerAddress)
            .Take("connects", limits.Connects, current.Connects);
        return charge.RefusedBy is { } limit ? new ConnectRefusal.TooMany(limit, charge.Wait) : null;
    }

    /// <summary>Browsers name the page's origin, which CORS alone does not check for WebSockets; programs name none.</summary>
    private bool IsAllowed(string origin, (string Scheme, string Host) server) =>
        origin.Length == 0
        || _origins.Contains(HttpSettings.AnyOrigin)
        || _origins.Contains(origin)
        || string.Equals(origin, $"{server.Scheme}://{server.Host}", StringComparison.OrdinalIgnoreCase);
}
