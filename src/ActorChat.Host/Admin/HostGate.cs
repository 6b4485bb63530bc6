using System.Net;
using ActorChat.Host.Http;
using ActorChat.Host.Observability;

namespace ActorChat.Host.Admin;

/// <summary>
/// Answers on the operators' address only if the request uses one of its names. A page whose own name leads to loopback (DNS rebinding) reaches this address
/// from its reader's browser, which takes it for the page's own server; but its requests name that page's host.
/// </summary>
internal sealed class HostGate(RequestDelegate next, MetricsSettings settings, SecurityLog security)
{
    private const int MisdirectedRequest = 421;

    private static readonly HttpProblem s_strange = HttpProblem.InvalidRequest with { Status = MisdirectedRequest };

    private readonly HashSet<string> _names = new([.. settings.Hosts.Select(Plain), .. ListensOn(settings.Listen)], StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext http)
    {
        if (IsOwn(http.Request.Host.Host))
        {
            return next(http);
        }

        security.ConnectRefused("host", http.Connection.RemoteIpAddress);
        return s_strange.WriteAsync(http, "The Host is neither a name of loopback nor one of actorchat.metrics.hosts.");
    }

    private bool IsOwn(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address))
        || _names.Contains(Plain(host));

    /// <summary>The address that it listens on, unless that is every address.</summary>
    private static IEnumerable<string> ListensOn(string? listen)
    {
        var host = new Uri($"http://{listen ?? IPAddress.Loopback.ToString()}").Host;
        return IPAddress.TryParse(host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) ? [] : [Plain(host)];
    }

    private static string Plain(string host) => host.Trim('[', ']');
}
