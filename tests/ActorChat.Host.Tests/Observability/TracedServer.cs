using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Observability;

/// <summary>A server in this process whose spans are recorded, or, without a place for them, one with tracing off.</summary>
internal sealed class TracedServer(RunningServer running, RecordedSpans? spans) : IAsyncDisposable
{
    public RunningServer Running => running;

    public static async Task<TracedServer> StartAsync(RecordedSpans? spans)
    {
        var running = new RunningServer { Settings = spans is null ? "" : "actorchat.tracing { sample-ratio = 1, otlp-endpoint = \"http://127.0.0.1:1\" }" };
        await running.InitializeAsync();
        return new TracedServer(running, spans);
    }

    public async ValueTask DisposeAsync()
    {
        await running.DisposeAsync();
        spans?.StopRecording();
    }
}
