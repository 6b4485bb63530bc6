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
    /// <summary>What to believe of proxies; null if none is trusted.</summary>
    public ForwardedHeadersOptions? Forwarding => TrustedProxies.Count > 0 ? Believe(TrustedProxies) : null;

    public static SecuritySettings From(SettingsReader settings)
    {
        var read = new SecuritySettings(
            RefuseCommonPasswords: settings.Switch("security.refuse-common-passwords"),
            TrustedProxies: settings.ListOf<IPNetwork>("security.trusted-proxies", "a list of addresses and networks such as \"10.0.0.0/8\"", TryNetwork),
            CertificateFile: settings.OptionalText("security.certificate"),
            KeyFile: settings.OptionalText("security.certificate-key"),
            Hsts: settings.OptionalDuration("security.hsts", TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650)),
            HeadersTimeout: settings.Duration("security.headers-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            KeepAliveTimeout: settings.Duration("security.keep-alive-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            MaxRequestLineBytes: (int)settings.Bytes("security.max-request-line", 512, 1 << 20),
            MaxHeadersBytes: (int)settings.Bytes("security.max-headers-size", 1024, 1 << 20),
            MaxHeaders: settings.Whole("security.max-headers", 10, 10_000),
            MinBodyRate: settings.Bytes("security.min-body-rate", 1, 1 << 20),
            BodyGrace: settings.Duration("security.body-grace", TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5)),
            MaxConnections: settings.OptionalWhole("security.max-connections", 1, 10_000_000));
        return (read.CertificateFile is null) == (read.KeyFile is null)
            ? read
            : throw SettingsReader.Bad("security.certificate-key", read.KeyFile ?? SettingRule.Off, "a file where security.certificate is one, and off where it is off");
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

    private static bool TryNetwork(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
        {
            return true;
        }

        var isAddress = IPAddress.TryParse(text, out var address);
        network = isAddress ? new IPNetwork(address!, address!.GetAddressBytes().Length * 8) : default;
        return isAddress;
    }
}
