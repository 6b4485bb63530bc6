using ActorChat.Settings;

namespace ActorChat.Host.Observability;

/// <summary>The settings under <c>actorchat.metrics</c>; <c>hocon.conf</c> gives the reasons.</summary>
internal sealed record MetricsSettings(string? Listen, IReadOnlyList<string> Hosts, bool OperatorsPage, Uri? OtlpEndpoint, TimeSpan OtlpEvery)
{
    public static MetricsSettings From(SettingsReader settings) => new(
        Listen: settings.OptionalFormed<string>("metrics.listen", SettingRule.Formed("address", "an address and a port such as 127.0.0.1:9464"), TryAddress),
        Hosts: settings.ListOf<string>("metrics.hosts", "a list of names and addresses without ports such as \"metrics.internal\"", TryHost),
        OperatorsPage: settings.Switch("metrics.operators-page"),
        OtlpEndpoint: Endpoint(settings, "metrics.otlp-endpoint"),
        OtlpEvery: settings.Duration("metrics.otlp-every", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)));

    /// <summary>A name or an address without a port, as in a URL.</summary>
    private static bool TryHost(string text, out string host) => Uri.CheckHostName((host = text).Trim('[', ']')) is not UriHostNameType.Unknown;

    private static bool TryAddress(string text, out string address) =>
        Uri.TryCreate($"http://{address = text}", UriKind.Absolute, out var url) && url is { PathAndQuery: "/", UserInfo: "" } && text.Contains(':', StringComparison.Ordinal);

    /// <summary>The URL of a collector; null if it is off.</summary>
    public static Uri? Endpoint(SettingsReader settings, string key) =>
        settings.OptionalFormed<Uri>(key, SettingRule.Formed("URL", "the URL of an OTLP collector (gRPC) such as http://localhost:4317", "^https?://"), TryUrl);

    private static bool TryUrl(string text, out Uri url) => Uri.TryCreate(text, UriKind.Absolute, out url!) && url.Scheme is "http" or "https";
}
