using ActorChat.Actors.Common;

namespace ActorChat.Storage.Sqlite.Connections;

/// <summary>
/// Read-only connections to the tables, each with its own thread: SQLite's reads block, and the actors' threads must not. At most
/// <c>actorchat.database.waiting-reads</c> wait; further ones are refused with <see cref="StorageBusyException"/>.
/// </summary>
internal sealed class ReaderPool : IAsyncDisposable
{
    private readonly WorkQueue<Action<SqliteSession>> _waiting;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;

    public ReaderPool(int readers, int maxWaiting, Func<SqliteSession> open)
    {
        _waiting = new WorkQueue<Action<SqliteSession>>(maxWaiting);
        _running = readers;
        var sessions = Enumerable.Range(0, readers).Select(_ => open()).ToList();
        foreach (var (session, index) in sessions.Select((session, index) => (session, index)))
        {
            Background.StartThread($"table-reader-{index}", () => Step(session), () => End(session));
        }
    }

    public Task<T> RunAsync<T>(Func<SqliteSession, T> read)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_waiting.TryAdd(session => Complete(answer, read, session)))
        {
            answer.SetException(new StorageBusyException("Too many reads wait."));
        }

        return answer.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Close();
        await _ended.Task;
    }

    private static void Complete<T>(TaskCompletionSource<T> answer, Func<SqliteSession, T> read, SqliteSession session)
    {
        try
        {
            answer.SetResult(read(session));
        }
#pragma warning disable CA1031 // The caller gets the failure, whatever it is; the thread continues.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            answer.SetException(SqliteFailure.Told(failure));
            session.ResetAll();
        }
    }

    private bool Step(SqliteSession session)
    {
        if (!_waiting.TryTake(out var job))
        {
            return false;
        }

        job(session);
        return true;
    }

    private void End(SqliteSession session)
    {
        try
        {
            session.Dispose();
        }
        finally
        {
            if (Interlocked.Decrement(ref _running) == 0)
            {
                _ended.SetResult();
            }
        }
    }
}
