using ActorChat.Settings;

namespace ActorChat.Host.Observability;

/// <summary>The settings under <c>actorchat.tracing</c>; <c>hocon.conf</c> gives the reasons.</summary>
internal sealed record TracingSettings(double SampleRatio, Uri? OtlpEndpoint)
{
    private const string EndpointKey = "tracing.otlp-endpoint";

    public bool IsOn => SampleRatio > 0;

    public static TracingSettings From(SettingsReader settings)
    {
        var read = new TracingSettings(SampleRatio: settings.Fraction("tracing.sample-ratio"), OtlpEndpoint: MetricsSettings.Endpoint(settings, EndpointKey));
        return read is { IsOn: true, OtlpEndpoint: null }
            ? throw SettingsReader.Bad(EndpointKey, "off", "the URL of an OTLP collector (gRPC) such as http://localhost:4317, since tracing.sample-ratio is above 0")
            : read;
    }
}
