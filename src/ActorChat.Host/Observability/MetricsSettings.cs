using ActorChat.Settings;

namespace ActorChat.Host.Observability;

/// <summary>The settings under <c>actorchat.metrics</c>; <c>hocon.conf</c> gives the reasons.</summary>
internal sealed record MetricsSettings(string? Listen, IReadOnlyList<string> Hosts, Uri? OtlpEndpoint, TimeSpan OtlpEvery)
{
    public static MetricsSettings From(SettingsReader settings)
    {
        var read = new MetricsSettings(
            Listen: Optional(settings, "metrics.listen"),
            Hosts: [.. settings.List("metrics.hosts").Select(HostOf)],
            OtlpEndpoint: Endpoint(settings, "metrics.otlp-endpoint"),
            OtlpEvery: settings.Duration("metrics.otlp-every", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)));
        if (read.Listen is not null && !IsAddress(read.Listen))
        {
            throw SettingsReader.Bad("metrics.listen", read.Listen, "an address and a port such as 127.0.0.1:9464, or off");
        }

        return read;
    }

    /// <summary>A name or an address without a port, as in a URL.</summary>
    private static string HostOf(string text) => Uri.CheckHostName(text.Trim('[', ']')) is not UriHostNameType.Unknown
        ? text
        : throw SettingsReader.Bad("metrics.hosts", text, "a list of names and addresses without ports such as \"metrics.internal\"");

    private static string? Optional(SettingsReader settings, string key) => settings.Text(key) is var text and not ("off" or "false") ? text : null;

    private static bool IsAddress(string text) => Uri.TryCreate($"http://{text}", UriKind.Absolute, out var url) && url is { PathAndQuery: "/", UserInfo: "" } && text.Contains(':', StringComparison.Ordinal);

    /// <summary>The URL of a collector; null if it is off.</summary>
    public static Uri? Endpoint(SettingsReader settings, string key) => Optional(settings, key) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url
        : throw SettingsReader.Bad(key, text, "the URL of an OTLP collector (gRPC) such as http://localhost:4317, or off");
}
