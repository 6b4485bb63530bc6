using ActorChat.Actors.Common;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite.Connections;

/// <summary>
/// Copies a database's write-ahead log into its file (a checkpoint) on a separate thread and connection. SQLite would do it within the commit that reaches
/// the bound, and all later writes would wait for thousands of pages. In the background it gets nearly to the end of the log. The little that was written
/// meanwhile is left to the writing thread; after that SQLite starts the log again from its beginning. If the log still grew, because somebody read it for
/// long, such as a backup, it is cut back as soon as nobody does; likewise if it has a text that was deleted. If a checkpoint fails, the log grows and the next one tries again: committed data is
/// already on disk, so no failure here affects anybody.
/// </summary>
internal sealed class LogCheckpoints : IAsyncDisposable
{
    private const string Passive = "PRAGMA wal_checkpoint(PASSIVE)";

    /// <summary>The second round has only what came during the first one, so little is left.</summary>
    private const int Rounds = 2;

    /// <summary>How soon a checkpoint is tried again that a reader kept from completing.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long a log keeps what was deleted. Cutting it costs a synchronisation of both files, so this is not done for each deletion.</summary>
    public static readonly TimeSpan CutWithin = TimeSpan.FromSeconds(30);

    private readonly WorkQueue<bool> _waiting = new(capacity: 1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _path;
    private readonly long _bytes;
    private readonly Action _finish;
    private readonly ITimer _again;

    // Used by the checkpoints' thread.
    private SqliteSession? _session;

    // Used by the writing thread.
    private long _pagesInLog;
    private bool _isUnderWay;
    private bool _mustCut;

    /// <param name="path">The database.</param>
    /// <param name="bytes">The size of the log from which it is copied.</param>
    /// <param name="finish">Has <see cref="Finish"/> called on the writing thread.</param>
    /// <param name="clock">The clock.</param>
    public LogCheckpoints(string path, long bytes, Action finish, TimeProvider clock)
    {
        (_path, _bytes, _finish) = (path, bytes, finish);
        _again = Background.StartTimer(clock, () => _waiting.TryAdd(true), Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Background.StartThread($"checkpoint-{Path.GetFileNameWithoutExtension(path)}", Step, End);
    }

    /// <summary>
    /// How a writing connection treats the log: it never copies it by itself, and when it starts the log again, it cuts a log above <see cref="LargestOf"/>.
    /// A log only somewhat above its bound is left as it is, because a file that grows again and again is slower.
    /// </summary>
    public static string Pragmas(long bytes) => FormattableString.Invariant($"PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = {LargestOf(bytes)}");

    /// <summary>The largest size that a log keeps while nobody reads it, for a given checkpoint size.</summary>
    public static long LargestOf(long bytes) => 2 * bytes;

    /// <summary>Called on the writing thread after each of its commits.</summary>
    /// <param name="writer">Its connection.</param>
    public void Committed(SqliteSession writer)
    {
        _pagesInLog += writer.TakePagesWritten();
        if (!_isUnderWay && _pagesInLog >= _bytes / SqliteSession.PageBytes)
        {
            _isUnderWay = _waiting.TryAdd(true);
        }
    }

    /// <summary>Called on the writing thread when something was deleted that must be in no file: the log still has it.</summary>
    public void CutSoon()
    {
        if (_mustCut)
        {
            return;
        }

        _mustCut = true;
        // One that is under way ends with a cut, and may wait for its next attempt.
        if (!_isUnderWay)
        {
            _again.Change(CutWithin, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Copies what was written during a checkpoint. Nobody writes now, so the next write starts the log again.</summary>
    /// <param name="writer">The writing thread's connection; null if it has none just now.</param>
    public void Finish(SqliteSession? writer)
    {
        _isUnderWay = false;
        _pagesInLog = 0;
        if (writer is null)
        {
            // The next connection cuts it.
            if (_mustCut)
            {
                _again.Change(CutWithin, Timeout.InfiniteTimeSpan);
            }

            return;
        }

        if (TryCheckpoint(writer))
        {
            writer.TakePagesWritten();
        }

        if ((_mustCut || SqliteSession.LengthOfLog(_path) > LargestOf(_bytes)) && !TryCut(writer))
        {
            _isUnderWay = true;
            _again.Change(AgainAfter, Timeout.InfiniteTimeSpan);
            return;
        }

        _mustCut = false;
    }

    public async ValueTask DisposeAsync()
    {
        await _again.DisposeAsync();
        _waiting.Close();
        await _ended.Task;
    }

    /// <summary>Cuts a log that grew above its bound although nobody writes any more, or has what was deleted. If somebody reads it, it does not wait for that.</summary>
    private static bool TryCut(SqliteSession writer)
    {
        try
        {
            writer.WaitForLocks(TimeSpan.Zero);
            return writer.ReadNumber("PRAGMA wal_checkpoint(TRUNCATE)") == 0;
        }
        catch (SqliteException)
        {
            return false;
        }
        finally
        {
            writer.WaitForLocks(SqliteSession.LockPatience);
        }
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
            // Otherwise there would never be another one.
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
