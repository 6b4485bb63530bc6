using System.Net;
using ActorChat.Host.Http;
using ActorChat.Host.Lifecycle;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Gateway;

/// <summary>Why a client may not connect now.</summary>
internal abstract record ConnectRefusal
{
    private ConnectRefusal()
    {
    }

    public sealed record Stopping : ConnectRefusal;

    public sealed record StrangeOrigin : ConnectRefusal;

    /// <param name="Limit">The key of the exhausted limit.</param>
    /// <param name="Wait">How long until it is worth trying again.</param>
    public sealed record TooMany(string Limit, TimeSpan Wait) : ConnectRefusal;
}

/// <summary>
/// Who may open a Socket.IO connection: nobody while the server stops, no pages of origins that are not allowed, and not too many at once. Who may use one:
/// no such pages.
/// </summary>
internal sealed class ConnectRules(RateLimits limits, Drain drain, HttpSettings settings)
{
    private readonly PageRules _pages = new(settings.CorsOrigins);

    /// <summary>Counts a connect, and returns why it is refused; null if it is not.</summary>
    /// <param name="page">The page of the request.</param>
    /// <param name="address">The client's address.</param>
    public ConnectRefusal? Judge(in AskingPage page, IPAddress? address)
    {
        if (drain.HasBegun)
        {
            return new ConnectRefusal.Stopping();
        }

        if (JudgeUse(page) is { } strange)
        {
            return strange;
        }

        var current = limits.Current;
        var charge = new LimitSet(limits.Now)
            .Add("connects-per-address", limits.ConnectsByAddress, ClientAddress.Of(address, current.Ipv6PrefixBits), current.ConnectsPerAddress)
            .Add("connects", limits.Connects, current.Connects)
            .Take();
        return charge.RefusedBy is { } limit ? new ConnectRefusal.TooMany(limit, charge.Wait) : null;
    }

    /// <summary>Why a request of an open connection is refused, which counts against no limit; null if it is not.</summary>
    public ConnectRefusal? JudgeUse(in AskingPage page) => _pages.Allows(page) ? null : new ConnectRefusal.StrangeOrigin();
}
