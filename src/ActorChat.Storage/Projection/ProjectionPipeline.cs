using System.Threading.Channels;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using Akka;
using Akka.Actor;
using Akka.Event;
using Akka.Streams;
using Akka.Streams.Dsl;

namespace ActorChat.Storage.Projection;

/// <summary>
/// The way from the writers into the tables: a queue whose batches are collected into transactions, written one after the other. What comes within
/// <c>gather</c> goes into one transaction, unless somebody waits for it or a lot of it waits. If the database fails, the transaction is tried again until it
/// works; a batch that can never be written stops the projection at its position. Batches of a partition that another process has taken over are dropped.
/// </summary>
internal sealed class ProjectionPipeline : IAsyncDisposable
{
    /// <summary>What is not written by then stays in the journal, and is written at the next start.</summary>
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(10);

    private readonly ProjectionSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter _log;
    private readonly ProjectionWrites _writes;
    private readonly Channel<Handover> _queue;
    private readonly CancellationTokenSource _closing = new();
    private readonly int[] _waitingBatches;
    private readonly long[] _offsets;
    private readonly Task _run;
    private TaskCompletionSource _bell = NewBell();
    private long _waitingEvents;
    private long _oldest;
    private int _pressed;
    private string? _stopped;

    public ProjectionPipeline(IProjectionTables tables, IReadOnlyDictionary<int, long> offsets, int partitions, ProjectionSettings settings, TimeProvider clock, ActorSystem system)
    {
        (_settings, _clock, _log) = (settings, clock, Logging.GetLogger(system, "projection"));
        _writes = new ProjectionWrites(tables, settings, Barrier, partitions, clock, _log);
        _waitingBatches = new int[partitions];
        _offsets = [.. Enumerable.Range(0, partitions).Select(partition => offsets.GetValueOrDefault(partition))];
        // Each writer keeps to its own bound; after a restart of a partition, the old writer's batches may be here too.
        _queue = Channel.CreateBounded<Handover>(new BoundedChannelOptions(2 * partitions * settings.BatchesPerPartition) { SingleReader = true });
        _run = ChannelSource.FromReader(_queue.Reader)
            .BatchWeighted(settings.MaxTransaction, handover => handover.Weight, handover => new List<Handover> { handover }, Append)
            .SelectAsync(1, WriteAsync)
            .RunWith(Sink.Ignore<NotUsed>(), system.Materializer());
        Background.Forget(WatchAsync());
    }

    public Barrier Barrier { get; } = new();

    /// <summary>Why the tables cannot be written; null if they can.</summary>
    public string? Problem => _stopped ?? _writes.Problem;

    public long WaitingBatches => _waitingBatches.Sum(count => (long)Volatile.Read(ref count));

    /// <summary>How long the oldest batch that is not in the tables has waited.</summary>
    public TimeSpan Lag => Volatile.Read(ref _oldest) is var since and not 0 ? _clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>
    /// The offset of a partition that opens, read from the storage once everything that was handed over before is written or dropped.
    /// </summary>
    public async Task<long> ReopenAsync(int partition)
    {
        var offset = await _writes.ReopenAsync(partition);
        Volatile.Write(ref _offsets[partition], offset);
        return offset;
    }

    public long OffsetOf(int partition) => Volatile.Read(ref _offsets[partition]);

    /// <exception cref="InvalidOperationException">A writer exceeded its bound, or the projection has ended.</exception>
    public void HandOver(int partition, long sequenceNr, RoomBatch batch, IActorRef replyTo)
    {
        var now = _clock.GetTimestamp();
        Barrier.HandOver(batch, ticket =>
        {
            if (!_queue.Writer.TryWrite(new Handover(ticket, partition, sequenceNr, batch, replyTo, now)))
            {
                throw new InvalidOperationException($"The projection takes no batch of room partition {partition}: {(_queue.Reader.Completion.IsCompleted ? "it has ended" : "too many wait")}.");
            }
        });
        Interlocked.CompareExchange(ref _oldest, now, 0);
        var batches = Interlocked.Increment(ref _waitingBatches[partition]);
        var events = Interlocked.Add(ref _waitingEvents, batch.Events.Length + 1);
        if (events >= _settings.MaxTransaction || batches * 2 >= _settings.BatchesPerPartition)
        {
            Press();
        }
    }

    /// <summary>Ends the collecting, because somebody waits.</summary>
    public void Press()
    {
        if (Interlocked.Exchange(ref _pressed, 1) == 0)
        {
            Volatile.Read(ref _bell).TrySetResult();
        }
    }

    /// <summary>Writes what was handed over, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _closing.CancelAsync();
        await Task.WhenAny(_run, Task.Delay(EndsWithin, _clock));
    }

    private static List<Handover> Append(List<Handover> gathered, Handover next)
    {
        gathered.Add(next);
        return gathered;
    }

    private async Task<NotUsed> WriteAsync(List<Handover> handovers)
    {
        var began = _clock.GetTimestamp();
        await _writes.WriteAsync(handovers, _closing.Token);
        Tell(handovers);
        await GatherAsync(_settings.Gather - _clock.GetElapsedTime(began));
        return NotUsed.Instance;
    }

    private void Tell(List<Handover> handovers)
    {
        var events = 0;
        foreach (var handover in handovers)
        {
            if (!_writes.IsLost(handover.Partition))
            {
                Volatile.Write(ref _offsets[handover.Partition], Math.Max(_offsets[handover.Partition], handover.SequenceNr));
            }

            Interlocked.Decrement(ref _waitingBatches[handover.Partition]);
            events += handover.Weight;
        }

        var left = Interlocked.Add(ref _waitingEvents, -events);
        Volatile.Write(ref _oldest, left > 0 ? handovers[^1].At : 0);
        foreach (var handover in handovers)
        {
            handover.ReplyTo.Tell(_writes.IsLost(handover.Partition) ? ProjectionLost.Instance : new BatchProjected(handover.SequenceNr));
        }

        // The last step: a partition that waits for it may open again now.
        Barrier.Committed(handovers[^1].Ticket);
    }

    /// <summary>Collects more before the next transaction, until the bell rings.</summary>
    private async Task GatherAsync(TimeSpan rest)
    {
        Volatile.Write(ref _bell, NewBell());
        Volatile.Write(ref _pressed, 0);
        if (rest > TimeSpan.Zero && !MustGoOn())
        {
            using var waked = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
            await Task.WhenAny(_bell.Task, Task.Delay(rest, _clock, waked.Token));
            await waked.CancelAsync();
        }
    }

    private bool MustGoOn() =>
        Barrier.HasWaiters
        || _closing.IsCancellationRequested
        || Interlocked.Read(ref _waitingEvents) >= _settings.MaxTransaction
        || _waitingBatches.Any(count => count * 2 >= _settings.BatchesPerPartition);

    private async Task WatchAsync()
    {
        try
        {
            await _run;
        }
#pragma warning disable CA1031 // Any failure that ends the projection must be visible.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (_closing.IsCancellationRequested)
            {
                // What is not written stays in the journal.
                return;
            }

            var cause = failure is AggregateException { InnerException: { } inner } ? inner : failure;
            _stopped = $"the projection has stopped: {cause.Message}";
            _log.Error(cause, "The projection has stopped; nothing is skipped. {Problem}", _stopped);
            _queue.Writer.TryComplete(cause);
            Barrier.Failed(cause);
        }
    }

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
