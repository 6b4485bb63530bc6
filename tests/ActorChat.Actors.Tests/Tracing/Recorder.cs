using System.Collections.Concurrent;
using System.Diagnostics;
using ActorChat.Actors.Tracing;

namespace ActorChat.Actors.Tests.Tracing;

/// <summary>Records every span, and keeps those that ended.</summary>
internal sealed class Recorder : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public Recorder()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ChatTraces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> Ended(string name) => [.. _ended.Where(span => span.OperationName == name)];

    public void Dispose() => _listener.Dispose();
}
