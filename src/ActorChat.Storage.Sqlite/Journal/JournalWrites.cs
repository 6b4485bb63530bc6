using ActorChat.Actors.Common;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite.Journal;

/// <summary>
/// Appends to the journal on its thread: everything that waits goes into one transaction, and is on disk before anyone is answered. At most
/// <c>actorchat.journal.waiting</c> appends wait; further ones fail with <see cref="StorageBusyException"/>. Trims are done in between, a few rows with each
/// append.
/// </summary>
internal sealed class JournalWrites : IJournalWrites, IAsyncDisposable
{
    /// <summary>Without an append for this long, deletions continue by themselves.</summary>
    private static readonly TimeSpan AtRestAfter = TimeSpan.FromMilliseconds(20);

    /// <summary>Without an append for this long, what failed is tried again.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    private const string Insert = """
        INSERT INTO journal (deleted, persistence_id, sequence_number, created, message, manifest, identifier, writer_uuid) VALUES (0, ?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """;

    private readonly JournalThread _thread;
    private readonly string _path;
    private readonly int _maxWaiting;
    private readonly long _checkpointBytes;
    private readonly Lock _turn = new();
    private readonly Lock _writing = new();
    private readonly JournalTrims _trims = new();
    private readonly TrimErasure _erasure = new();
    private readonly LogCheckpoints _checkpoints;
    private readonly ITimer _atRest;
    private List<Append> _waiting = [];
    private SqliteSession? _session;
    private long _position;

    public JournalWrites(JournalThread thread, string path, int maxWaiting, long checkpointBytes, TimeProvider clock)
    {
        (_thread, _path, _maxWaiting, _checkpointBytes) = (thread, path, maxWaiting, checkpointBytes);
        _checkpoints = new LogCheckpoints(path, checkpointBytes, () => _thread.Post(FinishCheckpoint), clock);
        _atRest = Background.StartTimer(clock, FlushOnThread, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The last row that is on disk since the start; 0 before the first.</summary>
    public long Position => Volatile.Read(ref _position);

    public Task AppendAsync(IReadOnlyList<JournalRecord> rows)
    {
        var append = new Append(rows, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_turn)
        {
            if (_waiting.Count >= _maxWaiting)
            {
                return Task.FromException(new StorageBusyException("Too many journal writes wait."));
            }

            _waiting.Add(append);
            if (_waiting.Count > 1)
            {
                return append.Done.Task;
            }
        }

        FlushOnThread();
        return append.Done.Task;
    }

    public Task TrimAsync(string persistenceId, long upTo)
    {
        var done = _trims.AddAsync(persistenceId, upTo);
        GoOnAtRest(AtRestAfter);
        return done;
    }

    /// <summary>The writing connection's answer to a query such as <c>PRAGMA synchronous</c>.</summary>
    public async Task<string?> AskAsync(string sql)
    {
        await _thread.EnterAsync();
        lock (_writing)
        {
            return Session().ReadText(sql);
        }
    }

    /// <summary>
    /// Leaves nothing of deleted rows in the journal's files. Rebuilding a journal that was just emptied costs nothing; otherwise it is as small as
    /// <c>actorchat.journal.trim-every</c> keeps it.
    /// </summary>
    /// <returns>False if somebody reads the file just now.</returns>
    public async Task<bool> ScrubAsync()
    {
        await _thread.EnterAsync();
        lock (_writing)
        {
            try
            {
                Session().Execute("PRAGMA temp_store = MEMORY; VACUUM");
                return Session().ReadNumber("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
            }
            catch (SqliteException failure)
            {
                throw SqliteFailure.Told(failure);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _checkpoints.DisposeAsync();
        await _thread.EnterAsync();
        await _atRest.DisposeAsync();
        lock (_writing)
        {
            _trims.FailAll(new StorageBusyException("The storage is closing."));
            _session?.Dispose();
            _session = null;
        }
    }

    private void FlushOnThread() => _thread.Post(Flush);

    private void GoOnAtRest(TimeSpan after) => _atRest.Change(after, Timeout.InfiniteTimeSpan);

    private void Flush()
    {
        List<Append> group;
        lock (_turn)
        {
            (group, _waiting) = (_waiting, []);
        }

        lock (_writing)
        {
            var isNeeded = group.Count > 0 || (!_trims.IsEmpty && !_erasure.HoldsTrims);
            var isDone = (!isNeeded || TryCommit(group)) && TryErase();
            if (!_trims.IsEmpty || _erasure.IsUnderWay)
            {
                GoOnAtRest(isDone ? AtRestAfter : AgainAfter);
            }
        }
    }

    /// <summary>If it fails, no append fails with it, and it is tried again. The trims that wait for it are told.</summary>
    private bool TryErase()
    {
        try
        {
            if (_erasure.IsUnderWay)
            {
                var session = Session();
                if (_erasure.Step(session))
                {
                    _checkpoints.CutSoon();
                }

                _checkpoints.Committed(session);
            }

            return true;
        }
        catch (SqliteException failure)
        {
            Undo();
            _trims.FailAll(SqliteFailure.Told(failure));
            return false;
        }
    }

    private bool TryCommit(List<Append> group)
    {
        try
        {
            var session = Session();
            session.Execute("BEGIN IMMEDIATE");
            foreach (var row in group.SelectMany(append => append.Rows))
            {
                session.Prepare(Insert).Bind(1, row.PersistenceId).Bind(2, row.SequenceNr).Bind(3, row.Created).BindBlob(4, row.Message)
                    .Bind(5, row.Manifest).Bind(6, row.Serializer).Bind(7, row.Writer).Run();
                _erasure.Appended(row);
            }

            _erasure.Decide(session);
            if (!_erasure.HoldsTrims && _trims.DeleteSome(session, group.Count > 0 ? JournalTrims.RowsBesideAppends : JournalTrims.RowsAlone))
            {
                _erasure.Trimming();
            }

            session.Execute("COMMIT");
        }
#pragma warning disable CA1031 // The sender of the append gets the failure, whatever it is; the thread continues.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            try
            {
                Undo();
            }
            finally
            {
                var told = SqliteFailure.Told(failure);
                group.ForEach(append => append.Done.SetException(told));
                _trims.FailAll(told);
            }

            return false;
        }

        if (group.Count > 0)
        {
            Volatile.Write(ref _position, _session!.LastRow);
        }

        if (_trims.Committed() is { } trim)
        {
            _erasure.Trimmed(trim.PersistenceId, trim.UpTo);
            if (_erasure.IsSecure)
            {
                _checkpoints.CutSoon();
            }
        }

        group.ForEach(append => append.Done.SetResult());
        _checkpoints.Committed(_session!);
        return true;
    }

    private void FinishCheckpoint()
    {
        lock (_writing)
        {
            _checkpoints.Finish(_session);
        }
    }

    /// <summary>A connection that cannot even roll back is given up; the next write opens another.</summary>
    private void Undo()
    {
        try
        {
            _session?.ResetAll();
            _session?.Rollback();
        }
        catch (SqliteException)
        {
            _session?.Dispose();
            _session = null;
        }
    }

    private SqliteSession Session() => _session ??= Open();

    private SqliteSession Open()
    {
        var session = SqliteSession.OpenToWrite(_path);
        try
        {
            session.Execute($"PRAGMA synchronous = FULL; PRAGMA cache_size = -8192; {LogCheckpoints.Pragmas(_checkpointBytes)}");
            _erasure.Opened(session);
            return session;
        }
        catch (SqliteException)
        {
            session.Dispose();
            throw;
        }
    }

    private sealed record Append(IReadOnlyList<JournalRecord> Rows, TaskCompletionSource Done);
}
