using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Connections;

namespace ActorChat.Storage.PostgreSql.Journal;

/// <summary>
/// Appends to the journal: everything that waits goes in one statement, which is its own transaction, while the next gathers. At most
/// <c>actorchat.journal.waiting</c> appends wait; further ones fail with <see cref="StorageBusyException"/>.
/// </summary>
internal sealed class JournalWrites(JournalConnection connection, JournalTrims trims, int maxWaiting) : IJournalWrites, IAsyncDisposable
{
    private readonly Lock _turn = new();
    private List<Append> _waiting = [];
    private Task _committing = Task.CompletedTask;
    private bool _isCommitting;
    private bool _isClosed;

    public Task AppendAsync(IReadOnlyList<JournalRecord> rows) => Add(rows);

    /// <summary>Completes when every append that was asked for before is answered, whatever the answer.</summary>
    public Task WhenAnsweredAsync()
    {
        lock (_turn)
        {
            return _isCommitting && !_isClosed ? Add([]) : Task.CompletedTask;
        }
    }

    public Task TrimAsync(string persistenceId, long upTo) => trims.AddAsync(persistenceId, upTo);

    public async ValueTask DisposeAsync()
    {
        Task committing;
        lock (_turn)
        {
            _isClosed = true;
            committing = _committing;
        }

        await committing;
        await trims.DisposeAsync();
        await connection.DisposeAsync();
    }

    private Task Add(IReadOnlyList<JournalRecord> rows)
    {
        var append = new Append(rows, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_turn)
        {
            if (_isClosed || _waiting.Count >= maxWaiting)
            {
                return Task.FromException(new StorageBusyException(_isClosed ? "The storage is closing." : "Too many journal writes wait."));
            }

            _waiting.Add(append);
            if (_isCommitting)
            {
                return append.Done.Task;
            }

            _isCommitting = true;
        }

        var committing = CommitAllAsync();
        lock (_turn)
        {
            _committing = committing;
        }

        return append.Done.Task;
    }

    private async Task CommitAllAsync()
    {
        while (true)
        {
            List<Append> group;
            lock (_turn)
            {
                if (_waiting.Count == 0)
                {
                    _isCommitting = false;
                    return;
                }

                (group, _waiting) = (_waiting, []);
            }

            await CommitAsync(group);
        }
    }

    /// <summary>A group that is refused, because one writer of it is behind, is repeated writer by writer: only that one fails.</summary>
    private async Task CommitAsync(List<Append> group)
    {
        if (await InsertAsync(group) is { } failure)
        {
            if (group.Count > 1 && Failures.IsRefusal(failure))
            {
                foreach (var append in group)
                {
                    Answer([append], await InsertAsync([append]));
                }

                return;
            }

            Answer(group, failure);
            return;
        }

        Answer(group, null);
    }

    /// <summary>Returns the failure; null if all rows are on disk.</summary>
    private async Task<Exception?> InsertAsync(List<Append> group)
    {
        // In one order, so that two processes with the same streams never wait for each other.
        JournalRecord[] rows = group.Count == 1 ? [.. group[0].Rows] : [.. group.SelectMany(append => append.Rows).OrderBy(row => row.PersistenceId, StringComparer.Ordinal)];
        return rows.Length == 0 ? null : await connection.TryInsertAsync(rows);
    }

    private static void Answer(List<Append> group, Exception? failure)
    {
        foreach (var append in group)
        {
            if (failure is null || append.Rows.Count == 0)
            {
                append.Done.SetResult();
            }
            else
            {
                append.Done.SetException(failure is StorageOutcomeUnknownException ? failure : Told(append, failure));
            }
        }
    }

    /// <summary>None of its rows is stored.</summary>
    private static Exception Told(Append append, Exception failure) => Failures.IsTaken(failure)
        ? new StorageFailedException($"A number from {append.Rows[0].SequenceNr} on of {append.Rows[0].PersistenceId} is taken: somebody else writes this journal", failure)
        : Failures.Told(failure) is StorageBusyException busy ? new StorageFailedException(busy.Message, failure) : Failures.Told(failure);

    private sealed record Append(IReadOnlyList<JournalRecord> Rows, TaskCompletionSource Done);
}
