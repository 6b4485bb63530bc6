using ActorChat.Actors.Rooms;

namespace ActorChat.Testing;

/// <summary>The leases in memory, by a clock that tests advance. Each process has its own view of the same leases.</summary>
public sealed class MemoryLeases(TimeProvider clock, TimeSpan length)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Row> _rows = [];

    /// <summary>What was released, in order.</summary>
    public List<(int Partition, long Epoch, bool InOrder)> Releases { get; } = [];

    /// <summary>The leases as one process sees them.</summary>
    public Process Of(string holder) => new(this, holder);

    public long EpochOf(int partition)
    {
        lock (_lock)
        {
            return _rows.TryGetValue(partition, out var row) ? row.Epoch : 0;
        }
    }

    private sealed class Row
    {
        public string? Holder { get; set; }

        public long Epoch { get; set; }

        public long EndsAt { get; set; }

        public bool InOrder { get; set; }
    }

    public sealed class Process(MemoryLeases leases, string holder) : IPartitionLeases
    {
        /// <summary>What every request passes before it reaches the storage.</summary>
        public Gate Requests { get; } = new();

        /// <summary>What every answer passes on its way back.</summary>
        public Gate Answers { get; } = new();

        public TimeSpan Length => leases.Length;

        public Task<LeaseAnswer> TakeAsync(int partition) => AskAsync(() =>
        {
            var row = leases.RowOf(partition);
            var now = leases.Now;
            if (row.Holder is not null && row.Holder != holder && row.EndsAt > now)
            {
                return new LeaseAnswer(null, null, TimeSpan.FromTicks(row.EndsAt - now));
            }

            long? follows = row is { Holder: null, InOrder: true } ? row.Epoch : null;
            (row.Holder, row.Epoch, row.EndsAt, row.InOrder) = (holder, row.Epoch + 1, now + leases.Length.Ticks, false);
            return new LeaseAnswer(row.Epoch, follows, TimeSpan.Zero);
        });

        public Task<IReadOnlyCollection<int>> RenewAsync(IReadOnlyCollection<KeyValuePair<int, long>> held) => AskAsync<IReadOnlyCollection<int>>(() =>
        {
            List<int> renewed = [];
            foreach (var (partition, epoch) in held)
            {
                var row = leases.RowOf(partition);
                if (row.Holder == holder && row.Epoch == epoch)
                {
                    row.EndsAt = leases.Now + leases.Length.Ticks;
                    renewed.Add(partition);
                }
            }

            return renewed;
        });

        public Task ReleaseAsync(int partition, long epoch, bool inOrder) => AskAsync(() =>
        {
            leases.Releases.Add((partition, epoch, inOrder));
            var row = leases.RowOf(partition);
            if (row.Holder == holder && row.Epoch == epoch)
            {
                (row.Holder, row.InOrder) = (null, inOrder);
            }

            return true;
        });

        private async Task<T> AskAsync<T>(Func<T> ask)
        {
            await Requests.PassAsync().ConfigureAwait(false);
            T answer;
            lock (leases._lock)
            {
                answer = ask();
            }

            await Answers.PassAsync().ConfigureAwait(false);
            return answer;
        }
    }

    private TimeSpan Length { get; } = length;

    private long Now => clock.GetUtcNow().UtcTicks;

    private Row RowOf(int partition)
    {
        if (!_rows.TryGetValue(partition, out var row))
        {
            _rows.Add(partition, row = new Row());
        }

        return row;
    }
}
