using System.Collections.Concurrent;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Projection;
using Akka.Actor;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

/// <summary>A projection whose tables other processes write as well.</summary>
public sealed class LostPartitionSpecs : IAsyncLifetime
{
    private static readonly ProjectionSettings s_settings = new(100, TimeSpan.Zero, 1000, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5));

    private readonly ActorSystem _system = ActorSystem.Create("lost", "akka.loglevel = ERROR");
    private readonly SharedTables _tables = new();
    private readonly BlockingCollection<object> _told = [];
    private readonly IActorRef _writer;
    private readonly ProjectionPipeline _pipeline;

    public LostPartitionSpecs()
    {
        var told = _told;
        _writer = _system.ActorOf(Props.Create(() => new Listener(told)));
        _pipeline = new ProjectionPipeline(_tables, new Dictionary<int, long>(), 2, s_settings, TimeProvider.System, _system);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        await _system.Terminate();
    }

    [Fact]
    public async Task Batches_of_a_lost_partition_are_dropped_and_those_of_the_others_are_written()
    {
        _tables.Offsets[0] = 5;
        _tables.Shut();
        HandOver(0, 1);
        HandOver(1, 1);
        HandOver(0, 2);
        HandOver(1, 2);
        _tables.Open();
        await AllWrittenAsync();
        Assert.Equal((5L, 2L), (_tables.Offsets[0], _tables.Offsets[1]));
        Assert.Equal([ProjectionLost.Instance, ProjectionLost.Instance, new BatchProjected(1), new BatchProjected(2)], Told(4).OrderBy(told => told is BatchProjected));
        Assert.Null(_pipeline.Problem);
    }

    [Fact]
    public async Task What_is_handed_over_later_is_dropped_too_until_the_partition_opens_again_with_the_offset_of_the_storage()
    {
        _tables.Offsets[0] = 5;
        HandOver(0, 1);
        Assert.Equal([ProjectionLost.Instance], Told(1));
        _tables.Offsets[0] = 1;
        HandOver(0, 2);
        Assert.Equal([ProjectionLost.Instance], Told(1));

        await AllWrittenAsync();
        _tables.Offsets[0] = 7;
        Assert.Equal(7, await _pipeline.ReopenAsync(0));
        Assert.Equal(7, _pipeline.OffsetOf(0));
        HandOver(0, 8);
        Assert.Equal([new BatchProjected(8)], Told(1));
        Assert.Equal(8, _tables.Offsets[0]);
    }

    [Fact]
    public async Task A_read_does_not_wait_for_dropped_batches()
    {
        _tables.Offsets[0] = 5;
        HandOver(0, 1);
        await _pipeline.Barrier.WhenWrittenAsync(Projection.Barrier.PlaceOf(AliceAndBob.Number)).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, _pipeline.WaitingBatches);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_whose_answer_was_lost_is_done_once(bool wasWritten)
    {
        _tables.LoseNextAnswer(wasWritten);
        HandOver(0, 1);
        HandOver(1, 1);
        Assert.Equal([new BatchProjected(1), new BatchProjected(1)], Told(2));
        await AllWrittenAsync();
        Assert.Equal((1L, 1L, 2), (_tables.Offsets[0], _tables.Offsets[1], _tables.Written.Count));
    }

    [Fact]
    public async Task A_partition_that_went_elsewhere_after_a_lost_answer_is_lost()
    {
        _tables.LoseNextAnswer(written: false, then: () => _tables.Offsets[0] = 9);
        _tables.Shut();
        HandOver(0, 1);
        HandOver(0, 2);
        _tables.Open();
        Assert.Equal([ProjectionLost.Instance, ProjectionLost.Instance], Told(2));
        await AllWrittenAsync();
        Assert.Empty(_tables.Written);
    }

    private void HandOver(int partition, long sequenceNr) => _pipeline.HandOver(partition, sequenceNr, Batch(Posted(sequenceNr)), _writer);

    private Task AllWrittenAsync()
    {
        _pipeline.Press();
        return _pipeline.Barrier.WhenAllWrittenAsync().WaitAsync(TimeSpan.FromSeconds(60));
    }

    private List<object> Told(int count) => [.. Enumerable.Range(0, count).Select(_ => _told.TryTake(out var told, TimeSpan.FromSeconds(60)) ? told : "nothing")];

    private sealed class Listener(BlockingCollection<object> told) : UntypedActor
    {
        protected override void OnReceive(object message) => told.Add(message);
    }

    /// <summary>Tables that compare offsets, as an engine with leases does.</summary>
    private sealed class SharedTables : IProjectionTables
    {
        private TaskCompletionSource _open = Opened();
        private bool? _loses;
        private Action? _then;

        public ConcurrentDictionary<int, long> Offsets { get; } = new() { [0] = 0, [1] = 0 };

        public List<(int Partition, long SequenceNr)> Written { get; } = [];

        public void Shut() => _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Open() => _open.SetResult();

        public void LoseNextAnswer(bool written, Action? then = null) => (_loses, _then) = (written, then);

        public Task<IReadOnlyDictionary<int, long>> ReadOffsetsAsync() => Task.FromResult<IReadOnlyDictionary<int, long>>(Offsets.ToDictionary());

        public Task<long> ReadOffsetAsync(int partition) => Task.FromResult(Offsets[partition]);

        public async Task WriteAsync(ProjectionPlan plan)
        {
            await _open.Task;
            var stale = plan.From.Where(from => Offsets[from.Key] != from.Value).Select(from => from.Key).ToList();
            if (stale.Count > 0)
            {
                throw new StalePartitionException(stale);
            }

            var loses = _loses;
            _loses = null;
            if (loses != false)
            {
                Written.AddRange(plan.Batches.Select(batch => (batch.Partition, batch.SequenceNr)));
                foreach (var (partition, offset) in plan.Offsets)
                {
                    Offsets[partition] = offset;
                }
            }

            if (loses is not null)
            {
                _then?.Invoke();
                throw new StorageOutcomeUnknownException("the answer was lost", new IOException());
            }
        }

        public Task MakeDurableAsync(int partition) => Task.CompletedTask;

        private static TaskCompletionSource Opened()
        {
            var open = new TaskCompletionSource();
            open.SetResult();
            return open;
        }
    }
}
