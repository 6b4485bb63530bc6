using ActorChat.Actors.Common;

namespace ActorChat.Storage.Sqlite.Connections;

/// <summary>
/// The only connection that writes the tables, on its own thread. SQLite takes one writer at a time, so writers that wait here in a queue are cheaper than
/// writers that poll for its lock. Small writes that wait together share a transaction, which is on disk before they are answered. The projection's writes
/// are separate transactions, which need no fsync: the journal already makes them durable. At most <c>actorchat.database.waiting-writes</c> small writes
/// wait; further ones are refused with <see cref="StorageBusyException"/>.
/// </summary>
internal sealed class WriteThread : IAsyncDisposable
{
    /// <summary>The most small writes in one transaction: bounds how long the projection waits for them.</summary>
    private const int MaxShared = 500;

    // The projection has one write at a time, and small writes are counted below.
    private readonly WorkQueue<Job> _waiting = new(int.MaxValue);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SqliteSession _session;
    private readonly int _maxWaiting;
    private int _waitingShared;
    private readonly LogCheckpoints _checkpoints;
    private bool _full;
    private readonly List<Job> _group = [];
    private Job? _next;

    /// <param name="session">The connection, which belongs to this object from now on.</param>
    /// <param name="maxWaiting">The most small writes that wait.</param>
    /// <param name="path">The database that it writes.</param>
    /// <param name="checkpointBytes">The size of its log from which that is copied.</param>
    /// <param name="clock">The clock.</param>
    public WriteThread(SqliteSession session, int maxWaiting, string path, long checkpointBytes, TimeProvider clock)
    {
        (_session, _maxWaiting) = (session, maxWaiting);
        _checkpoints = new LogCheckpoints(path, checkpointBytes, FinishCheckpoint, clock);
        Background.StartThread("table-writer", Step, End);
    }

    /// <summary>Runs a small write in a transaction that it may share; when the answer comes, it survives a power cut.</summary>
    public Task<T> RunAsync<T>(Func<SqliteSession, T> write)
    {
        if (Interlocked.Increment(ref _waitingShared) > _maxWaiting)
        {
            Interlocked.Decrement(ref _waitingShared);
            return Task.FromException<T>(new StorageBusyException("Too many writes wait."));
        }

        var job = new Job<T>(write, shared: true);
        Add(job);
        return job.Answer;
    }

    /// <summary>Runs a write in a separate transaction, which a power cut may undo until a later one is made durable.</summary>
    public Task RunAloneAsync(Action<SqliteSession> write)
    {
        var job = new Job<bool>(
            session =>
            {
                write(session);
                return true;
            },
            shared: false);
        Add(job);
        return job.Answer;
    }

    /// <summary>Runs something outside of any transaction; everything else waits for it.</summary>
    public Task<T> RunBetweenAsync<T>(Func<SqliteSession, T> work)
    {
        var job = new Job<T>(work, shared: false) { HasTransaction = false };
        Add(job);
        return job.Answer;
    }

    /// <summary>Called within a write that takes a former text out of the file: the log, which still has it, is cut within <see cref="LogCheckpoints.CutWithin"/>.</summary>
    public void CutLogSoon() => _checkpoints.CutSoon();

    public async ValueTask DisposeAsync()
    {
        await _checkpoints.DisposeAsync();
        _waiting.Close();
        await _ended.Task;
    }

    private void Add(Job job)
    {
        if (!_waiting.TryAdd(job))
        {
            job.Fail(new StorageBusyException("The storage is closing."));
        }
    }

    /// <summary>Writes what waits and can share a transaction.</summary>
    private bool Step()
    {
        if (_next is not { } first && !_waiting.TryTake(out first))
        {
            return false;
        }

        _next = null;
        _group.Clear();
        _group.Add(first);
        while (first.Shared && _group.Count < MaxShared && _waiting.TryTakeNow(out var another))
        {
            if (!another.Shared)
            {
                _next = another;
                break;
            }

            _group.Add(another);
        }

        Interlocked.Add(ref _waitingShared, first.Shared ? -_group.Count : 0);
        Commit(_group, first.Shared);
        return true;
    }

    private void End()
    {
        try
        {
            _session.Dispose();
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private void Commit(List<Job> group, bool durable)
    {
        try
        {
            if (_full != durable)
            {
                // Surviving a power cut then covers all earlier commits, because the log is synchronised as a whole.
                _session.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
                _full = durable;
            }

            if (group[0].HasTransaction)
            {
                _session.Execute("BEGIN IMMEDIATE");
            }

            foreach (var job in group)
            {
                job.Run(_session);
            }

            if (group[0].HasTransaction)
            {
                _session.Execute("COMMIT");
            }
        }
#pragma warning disable CA1031 // The caller gets the failure, whatever it is; the thread continues.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            try
            {
                _session.ResetAll();
                _session.Rollback();
            }
            finally
            {
                var told = durable && SqliteFailure.MayPass(failure) ? new StorageBusyException($"The tables cannot be written: {failure.Message}", failure) : SqliteFailure.Told(failure);
                group.ForEach(job => job.Fail(told));
            }

            return;
        }

        group.ForEach(job => job.Complete());
        _checkpoints.Committed(_session);
    }

    private void FinishCheckpoint() => Background.Forget(RunBetweenAsync(session =>
    {
        _checkpoints.Finish(session);
        return true;
    }));

    private abstract class Job(bool shared)
    {
        public bool Shared { get; } = shared;

        public bool HasTransaction { get; init; } = true;

        public abstract void Run(SqliteSession session);

        public abstract void Complete();

        public abstract void Fail(Exception failure);
    }

    private sealed class Job<T>(Func<SqliteSession, T> write, bool shared) : Job(shared)
    {
        private readonly TaskCompletionSource<T> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public Task<T> Answer => _answer.Task;

        public override void Run(SqliteSession session) => _result = write(session);

        public override void Complete() => _answer.SetResult(_result!);

        public override void Fail(Exception failure) => _answer.SetException(failure);
    }
}
