using ActorChat.Storage.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite.Journal;

/// <summary>
/// What waits to be deleted from the journal. One deletion of all that a partition has outlived takes long, and every message would wait
/// for it: so some rows go with each commit, the oldest first, which leaves the journal in one piece wherever it is interrupted.
/// </summary>
internal sealed class JournalTrims
{
    /// <summary>Rows that go with a commit for which somebody waits: some tenths of a millisecond.</summary>
    public const int RowsBesideAppends = 64;

    /// <summary>Rows that go in a transaction of their own, while nobody waits.</summary>
    public const int RowsAlone = 1000;

    // The highest row stays, whatever was asked for: it tells where numbers go on.
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

    /// <summary>Completes once the rows of a stream up to a number are gone.</summary>
    public Task AddAsync(string persistenceId, long upTo)
    {
        var trim = new Trim(persistenceId, upTo, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _waiting.Enqueue(trim);
        }

        return trim.Done.Task;
    }

    /// <summary>Deletes some rows in a transaction that the caller commits. A failure that leaves the transaction as it was is that of the trims alone.</summary>
    public void DeleteSome(SqliteSession session, int rows)
    {
        if (Next() is not { } trim)
        {
            return;
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
    }

    /// <summary>What was deleted is safe from coming back.</summary>
    public void Committed()
    {
        if (_finished is { } trim)
        {
            _finished = null;
            lock (_gate)
            {
                _waiting.Dequeue();
            }

            trim.Done.SetResult();
        }
    }

    /// <summary>Whoever asked is told, and asks again later.</summary>
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
