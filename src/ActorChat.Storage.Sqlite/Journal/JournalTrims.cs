using ActorChat.Storage.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite.Journal;

/// <summary>
/// The rows that wait to be deleted from the journal. Deleting all of a partition's old rows at once takes long, and every message would wait for it. So each
/// commit deletes some rows, the oldest first, which leaves the journal without gaps wherever it is interrupted.
/// </summary>
internal sealed class JournalTrims
{
    /// <summary>Rows deleted within a commit that somebody waits for: takes some tenths of a millisecond.</summary>
    public const int RowsBesideAppends = 64;

    /// <summary>Rows deleted in a separate transaction, while nobody waits.</summary>
    public const int RowsAlone = 1000;

    // The highest row always stays: it tells where numbers continue.
    private const string Delete = """
        DELETE FROM journal WHERE ordering IN (
          SELECT ordering FROM journal
          WHERE persistence_id = ?1 AND sequence_number <= ?2 AND sequence_number < (SELECT max(sequence_number) FROM journal WHERE persistence_id = ?1)
          ORDER BY sequence_number LIMIT ?3)
        """;

    private const string Hide = "UPDATE journal SET deleted = 1 WHERE persistence_id = ?1 AND sequence_number <= ?2";

    private readonly Lock _gate = new();
    private readonly Queue<Trim> _waiting = [];
    private Trim? _finished;

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count == 0;
            }
        }
    }

    /// <summary>Completes once the rows of a stream up to a number are deleted.</summary>
    public Task AddAsync(string persistenceId, long upTo)
    {
        var trim = new Trim(persistenceId, upTo, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _waiting.Enqueue(trim);
        }

        return trim.Done.Task;
    }

    /// <summary>Deletes some rows in a transaction that the caller commits. A failure that leaves the transaction intact fails only the trims.</summary>
    /// <returns>Whether a trim waited.</returns>
    public bool DeleteSome(SqliteSession session, int rows)
    {
        if (Next() is not { } trim)
        {
            return false;
        }

        try
        {
            var deleted = session.Prepare(Delete).Bind(1, trim.PersistenceId).Bind(2, trim.UpTo).Bind(3, rows).Run();
            if (deleted < rows)
            {
                session.Prepare(Hide).Bind(1, trim.PersistenceId).Bind(2, trim.UpTo).Run();
                _finished = trim;
            }
        }
        catch (SqliteException failure) when (session.InTransaction)
        {
            session.ResetAll();
            FailAll(SqliteFailure.Told(failure));
        }

        return true;
    }

    /// <summary>Called after the caller's commit; returns the trim that has ended with it, if one has.</summary>
    public (string PersistenceId, long UpTo)? Committed()
    {
        if (_finished is not { } trim)
        {
            return null;
        }

        _finished = null;
        lock (_gate)
        {
            _waiting.Dequeue();
        }

        trim.Done.SetResult();
        return (trim.PersistenceId, trim.UpTo);
    }

    /// <summary>The callers are told, and ask again later.</summary>
    public void FailAll(Exception failure)
    {
        _finished = null;
        Trim[] failed;
        lock (_gate)
        {
            failed = [.. _waiting];
            _waiting.Clear();
        }

        Array.ForEach(failed, trim => trim.Done.SetException(failure));
    }

    private Trim? Next()
    {
        lock (_gate)
        {
            return _waiting.TryPeek(out var trim) ? trim : null;
        }
    }

    private sealed record Trim(string PersistenceId, long UpTo, TaskCompletionSource Done);
}
