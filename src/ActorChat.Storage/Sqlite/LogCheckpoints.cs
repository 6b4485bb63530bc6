using ActorChat.Actors.Common;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite;

/// <summary>
/// Empties a database's write-ahead log into its file on a thread and a connection of its own. SQLite would do it within the commit that
/// reaches the bound, and all that comes meanwhile would wait for thousands of pages. Beside the writes it gets nearly to the end of the log;
/// the little that was written meanwhile is left to the thread that writes, after which SQLite begins the log anew. Where it fails, the log
/// grows on and the next checkpoint tries again: what was committed is on disk already, so nothing that fails here is anybody's failure.
/// </summary>
internal sealed class LogCheckpoints : IAsyncDisposable
{
    private const string Passive = "PRAGMA wal_checkpoint(PASSIVE)";

    /// <summary>The second round has only what came during the first one, so that little is left.</summary>
    private const int Rounds = 2;

    private readonly WorkQueue<bool> _waiting = new(capacity: 1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _path;
    private readonly long _pages;
    private readonly Action _finish;

    // Of the checkpoints' thread.
    private SqliteSession? _session;

    // Of the writing thread.
    private long _pagesInLog;
    private bool _isUnderWay;

    /// <param name="path">The database.</param>
    /// <param name="pages">Pages in the log from which on it is emptied.</param>
    /// <param name="finish">Has <see cref="Finish"/> called on the writing thread.</param>
    public LogCheckpoints(string path, long pages, Action finish)
    {
        (_path, _pages, _finish) = (path, pages, finish);
        Background.StartThread($"checkpoint-{Path.GetFileNameWithoutExtension(path)}", Step, End);
    }

    /// <summary>Called on the writing thread after each of its commits.</summary>
    /// <param name="writer">Its connection.</param>
    public void Committed(SqliteSession writer)
    {
        _pagesInLog += writer.TakePagesWritten();
        if (!_isUnderWay && _pagesInLog >= _pages)
        {
            _isUnderWay = _waiting.TryAdd(true);
        }
    }

    /// <summary>Empties what was written during a checkpoint. Nobody writes now, so the next write begins the log anew.</summary>
    /// <param name="writer">The writing thread's connection; null where it has none just now.</param>
    public void Finish(SqliteSession? writer)
    {
        _isUnderWay = false;
        _pagesInLog = 0;
        if (writer is not null && TryCheckpoint(writer))
        {
            writer.TakePagesWritten();
        }
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Close();
        await _ended.Task;
    }

    private static bool TryCheckpoint(SqliteSession session)
    {
        try
        {
            session.Execute(Passive);
            return true;
        }
        catch (SqliteException)
        {
            session.ResetAll();
            return false;
        }
    }

    private bool Step()
    {
        if (!_waiting.TryTake(out _))
        {
            return false;
        }

        try
        {
            _session ??= SqliteSession.OpenToWrite(_path);
            for (var round = 0; round < Rounds; round++)
            {
                TryCheckpoint(_session);
            }
        }
        catch (SqliteException)
        {
            // It cannot even be opened.
        }
        finally
        {
            // Without it there would never be another one.
            _finish();
        }

        return true;
    }

    private void End()
    {
        try
        {
            _session?.Dispose();
        }
        finally
        {
            _ended.SetResult();
        }
    }
}
