using ActorChat.Actors.Tracing;
using OpenTelemetry;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ActorChat.Host.Observability;

/// <summary>
/// Samples spans and sends them to the collector: a trace that a client began as the client says, a new one by the ratio. At the
/// most 2,048 spans wait to be sent; those beyond are lost. What waits when the server stops is still sent.
/// </summary>
internal static class TraceExport
{
    /// <summary>Null where tracing is off.</summary>
    public static TracerProvider? Start(TracingSettings settings) => !settings.IsOn ? null
        : Builder(settings).AddOtlpExporter(exporter => exporter.Endpoint = settings.OtlpEndpoint!).Build();

    /// <summary>What is recorded, without saying where it goes.</summary>
    public static TracerProviderBuilder Builder(TracingSettings settings) => Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(resource => resource.AddService("actorchat"))
        .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.SampleRatio)))
        .AddSource(ChatTraces.SourceName);
}
