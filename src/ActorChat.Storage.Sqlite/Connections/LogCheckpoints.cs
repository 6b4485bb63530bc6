using ActorChat.Actors.Common;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite.Connections;

/// <summary>
/// Empties a database's write-ahead log into its file on a thread and a connection of its own. SQLite would do it within the commit that
/// reaches the bound, and all that comes meanwhile would wait for thousands of pages. Beside the writes it gets nearly to the end of the log;
/// the little that was written meanwhile is left to the thread that writes, after which SQLite begins the log anew. A log that grew all the same,
/// since somebody read it for long as a backup does, is cut back as soon as nobody does. Where it fails, the log grows on and the next
/// checkpoint tries again: what was committed is on disk already, so nothing that fails here is anybody's failure.
/// </summary>
internal sealed class LogCheckpoints : IAsyncDisposable
{
    private const string Passive = "PRAGMA wal_checkpoint(PASSIVE)";

    /// <summary>The second round has only what came during the first one, so that little is left.</summary>
    private const int Rounds = 2;

    /// <summary>How soon a checkpoint that a reader kept from its end is tried again.</summary>
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    private readonly WorkQueue<bool> _waiting = new(capacity: 1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _path;
    private readonly long _bytes;
    private readonly Action _finish;
    private readonly ITimer _again;

    // Of the checkpoints' thread.
    private SqliteSession? _session;

    // Of the writing thread.
    private long _pagesInLog;
    private bool _isUnderWay;

    /// <param name="path">The database.</param>
    /// <param name="bytes">The size of the log from which on it is emptied.</param>
    /// <param name="finish">Has <see cref="Finish"/> called on the writing thread.</param>
    /// <param name="clock">The time.</param>
    public LogCheckpoints(string path, long bytes, Action finish, TimeProvider clock)
    {
        (_path, _bytes, _finish) = (path, bytes, finish);
        _again = Background.StartTimer(clock, () => _waiting.TryAdd(true), Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Background.StartThread($"checkpoint-{Path.GetFileNameWithoutExtension(path)}", Step, End);
    }

    /// <summary>
    /// How a connection that writes is to treat the log: it empties nothing by itself, and cuts a log that it begins anew where that is past
    /// <see cref="LargestOf"/>. A log that is only somewhat past its bound is left as it is: a file that grows again and again is slower.
    /// </summary>
    public static string Pragmas(long bytes) => FormattableString.Invariant($"PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = {LargestOf(bytes)}");

    /// <summary>The size that a log keeps at the most while nobody reads it, where it is emptied from a size on.</summary>
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

    /// <summary>Empties what was written during a checkpoint. Nobody writes now, so the next write begins the log anew.</summary>
    /// <param name="writer">The writing thread's connection; null where it has none just now.</param>
    public void Finish(SqliteSession? writer)
    {
        _isUnderWay = false;
        _pagesInLog = 0;
        if (writer is null)
        {
            return;
        }

        if (TryCheckpoint(writer))
        {
            writer.TakePagesWritten();
        }

        if (SqliteSession.LengthOfLog(_path) > LargestOf(_bytes) && !TryCut(writer))
        {
            _isUnderWay = true;
            _again.Change(AgainAfter, Timeout.InfiniteTimeSpan);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _again.DisposeAsync();
        _waiting.Close();
        await _ended.Task;
    }

    /// <summary>Cuts a log that grew past its bound, though nobody writes any more: unless somebody reads it, who is not waited for.</summary>
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
