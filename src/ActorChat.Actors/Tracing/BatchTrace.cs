using System.Diagnostics;

namespace ActorChat.Actors.Tracing;

/// <summary>The spans of the recorded appends of a batch. It goes to the journal with the batch and is not stored.</summary>
public sealed class BatchTrace
{
    private readonly int _partition;
    private readonly IReadOnlyList<Activity> _writes;

    internal BatchTrace(int partition, IReadOnlyList<Activity> writes) => (_partition, _writes) = (partition, writes);

    /// <summary>The span of the journal's work, one for the batch: a child of the first of its appends, linked with the others in both directions.</summary>
    /// <param name="events">How many events the batch has.</param>
    public Activity? BeginJournal(int events)
    {
        var first = _writes[0].Context;
        var journal = ChatTraces.Begin("journal", ActivityKind.Internal, first, _writes.Skip(1).Select(write => new ActivityLink(write.Context)));
        if (journal is null)
        {
            return null;
        }

        journal.SetTag(ChatTraces.Partition, _partition).SetTag("actorchat.batch.size", events);
        foreach (var write in _writes.Skip(1))
        {
            write.AddLink(new ActivityLink(journal.Context));
        }

        return journal;
    }

    /// <summary>The batch is durable.</summary>
    internal void End()
    {
        foreach (var write in _writes)
        {
            write.Stop();
        }
    }

    internal void Fail()
    {
        foreach (var write in _writes)
        {
            write.SetStatus(ActivityStatusCode.Error);
        }

        End();
    }
}
