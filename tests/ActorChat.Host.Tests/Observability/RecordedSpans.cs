using System.Diagnostics;
using System.Threading.Channels;
using ActorChat.Host.Observability;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace ActorChat.Host.Tests.Observability;

/// <summary>Receives every span that a server's sampler lets through, in the order in which they end.</summary>
internal sealed class RecordedSpans : BaseExporter<Activity>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Channel<Activity> _ended = Channel.CreateUnbounded<Activity>();
    private readonly TracerProvider _provider;

    public RecordedSpans(double sampleRatio) =>
        _provider = TraceExport.Builder(new TracingSettings(sampleRatio, new Uri("http://127.0.0.1:1"))).AddProcessor(new SimpleActivityExportProcessor(this)).Build();

    /// <summary>The spans skipped so far.</summary>
    public List<Activity> Seen { get; } = [];

    public override ExportResult Export(in Batch<Activity> batch)
    {
        foreach (var span in batch)
        {
            _ended.Writer.TryWrite(span);
        }

        return ExportResult.Success;
    }

    /// <summary>The next span with this name; earlier ones are in <see cref="Seen"/>.</summary>
    public async Task<Activity> NextAsync(string name)
    {
        while (true)
        {
            var span = await _ended.Reader.ReadAsync().AsTask().WaitAsync(s_patience);
            Seen.Add(span);
            if (span.DisplayName == name)
            {
                return span;
            }
        }
    }

    /// <summary>The only span with this name in a trace, among those seen.</summary>
    public Activity Of(ActivityTraceId trace, string name) => Assert.Single(Seen, span => span.TraceId == trace && span.DisplayName == name);

    public void StopRecording() => _provider.Dispose();
}
