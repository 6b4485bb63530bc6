using System.Net;
using ActorChat.Settings;
using Microsoft.AspNetCore.HttpOverrides;
using IPNetwork = System.Net.IPNetwork;

namespace ActorChat.Host.Http;

/// <summary>The settings under <c>actorchat.security</c>; <c>hocon.conf</c> gives the reasons.</summary>
internal sealed record SecuritySettings(
    bool RefuseCommonPasswords,
    IReadOnlyList<IPNetwork> TrustedProxies,
    string? CertificateFile,
    string? KeyFile,
    TimeSpan? Hsts,
    TimeSpan HeadersTimeout,
    TimeSpan KeepAliveTimeout,
    int MaxRequestLineBytes,
    int MaxHeadersBytes,
    int MaxHeaders,
    double MinBodyRate,
    TimeSpan BodyGrace,
    long? MaxConnections)
{
    private const string Off = "off";

    /// <summary>What to believe of proxies; null if none is trusted.</summary>
    public ForwardedHeadersOptions? Forwarding => TrustedProxies.Count > 0 ? Believe(TrustedProxies) : null;

    public static SecuritySettings From(SettingsReader settings)
    {
        var read = new SecuritySettings(
            RefuseCommonPasswords: settings.Switch("security.refuse-common-passwords"),
            TrustedProxies: [.. settings.List("security.trusted-proxies").Select(NetworkOf)],
            CertificateFile: OptionalText(settings, "security.certificate"),
            KeyFile: OptionalText(settings, "security.certificate-key"),
            Hsts: OptionalText(settings, "security.hsts") is null ? null : settings.Duration("security.hsts", TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650)),
            HeadersTimeout: settings.Duration("security.headers-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            KeepAliveTimeout: settings.Duration("security.keep-alive-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            MaxRequestLineBytes: (int)settings.Bytes("security.max-request-line", 512, 1 << 20),
            MaxHeadersBytes: (int)settings.Bytes("security.max-headers-size", 1024, 1 << 20),
            MaxHeaders: settings.Whole("security.max-headers", 10, 10_000),
            MinBodyRate: settings.Bytes("security.min-body-rate", 1, 1 << 20),
            BodyGrace: settings.Duration("security.body-grace", TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5)),
            MaxConnections: OptionalText(settings, "security.max-connections") is null ? null : settings.WholeLong("security.max-connections", 1, 10_000_000));
        return (read.CertificateFile is null) == (read.KeyFile is null)
            ? read
            : throw SettingsReader.Bad("security.certificate-key", read.KeyFile ?? Off, "a file where security.certificate is one, and off where it is off");
    }

    private static ForwardedHeadersOptions Believe(IReadOnlyList<IPNetwork> proxies)
    {
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var network in proxies)
        {
            forwarded.KnownIPNetworks.Add(network);
        }

        return forwarded;
    }

    private static string? OptionalText(SettingsReader settings, string key) => settings.Text(key) is var text and not (Off or "false") ? text : null;

    private static IPNetwork NetworkOf(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : throw SettingsReader.Bad("security.trusted-proxies", text, "a list of addresses and networks such as \"10.0.0.0/8\"");
}
