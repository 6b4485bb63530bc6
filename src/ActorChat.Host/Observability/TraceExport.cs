using ActorChat.Actors.Tracing;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ActorChat.Host.Observability;

/// <summary>
/// Samples spans and sends them to the collector: a client's trace as the client says, a new one by the ratio. At most 2,048 spans wait to be sent; further
/// ones are lost. When the server stops, waiting spans are still sent.
/// </summary>
internal static class TraceExport
{
    /// <summary>Null if tracing is off.</summary>
    public static TracerProvider? Start(TracingSettings settings) => !settings.IsOn ? null
        : Builder(settings).AddOtlpExporter(exporter => exporter.Endpoint = settings.OtlpEndpoint!).Build();

    /// <summary>What is recorded, without its destination.</summary>
    public static TracerProviderBuilder Builder(TracingSettings settings) => Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(resource => resource.AddService("actorchat"))
        .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.SampleRatio)))
        .AddSource(ChatTraces.SourceName);
}
