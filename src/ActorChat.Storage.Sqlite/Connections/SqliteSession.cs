using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActorChat.Storage.Sqlite.Connections;

/// <summary>
/// One connection to a SQLite file, used by one thread, with statements that are prepared once. It uses SQLite's own interface: ADO.NET boxes each parameter
/// and parses each statement's text again, which costs more than the write itself.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    /// <summary>The page size of our databases: SQLite's default.</summary>
    public const int PageBytes = 4096;

    /// <summary>How long a statement waits for a lock of another connection before it fails.</summary>
    public static readonly TimeSpan LockPatience = TimeSpan.FromSeconds(1);

    /// <summary>How much is copied between two looks at the progress.</summary>
    private const int PagesAtOnce = 1024;

    private readonly sqlite3 _handle;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    static SqliteSession() => Batteries_V2.Init();

    private SqliteSession(sqlite3 handle) => _handle = handle;

    /// <summary>Opens a file for writing, and creates it if it is missing.</summary>
    public static SqliteSession OpenToWrite(string path) => Open(path, raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);

    public static SqliteSession OpenToRead(string path) => Open(path, raw.SQLITE_OPEN_READONLY);

    /// <summary>
    /// Opens a file for reading without leaving a trace: SQLite would create its shared memory file beside it. If the write-ahead log is not empty, as after
    /// a crash, only SQLite can read it, and it does create that file.
    /// </summary>
    public static SqliteSession OpenToInspect(string path) =>
        HasWriteAheadLog(path)
            ? OpenToRead(path)
            : Open($"file:{Uri.EscapeDataString(path)}?immutable=1", raw.SQLITE_OPEN_READONLY | raw.SQLITE_OPEN_URI);

    public static bool HasWriteAheadLog(string path) => LengthOfLog(path) > 0;

    /// <summary>The size of a database's write-ahead log; 0 if there is none.</summary>
    public static long LengthOfLog(string path) => new FileInfo(path + "-wal") is { Exists: true } log ? log.Length : 0;

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>The row that was inserted last.</summary>
    public long LastRow => raw.sqlite3_last_insert_rowid(_handle);

    /// <summary>How many pages this connection has written since the last call; in write-ahead mode they go to the log.</summary>
    public int TakePagesWritten()
    {
        Check(raw.sqlite3_db_status(_handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, resetFlg: 1));
        return pages;
    }

    /// <summary>Whether a transaction is open: some failures end it.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <summary>The statement with this text, prepared at its first use.</summary>
    public Statement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var known))
        {
            return known;
        }

        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle));
        return _statements[sql] = new Statement(this, handle);
    }

    /// <summary>Runs one or more statements that return no rows.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>The first column of the first row as text; null if there is no row.</summary>
    public string? ReadText(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        using var statement = new Statement(this, handle);
        return statement.Step() ? statement.TextOrNull(0) : null;
    }

    public long ReadNumber(string sql)
    {
        Check(raw.sqlite3_prepare_v2(_handle, sql, out var handle));
        using var statement = new Statement(this, handle);
        return statement.Step() ? statement.Number(0) : 0;
    }

    /// <summary>Ends all statements that a failure left unfinished, so that none holds a lock.</summary>
    public void ResetAll()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Abandon();
        }
    }

    public void Rollback()
    {
        if (InTransaction)
        {
            Execute("ROLLBACK");
        }
    }

    /// <summary>Copies the database, as this session's open transaction sees it, into an empty one: SQLite's "Online Backup API".</summary>
    /// <param name="target">A session on the empty one.</param>
    /// <param name="progress">Is told how many bytes are done, and of how many.</param>
    /// <param name="stop">Gives up.</param>
    public void CopyTo(SqliteSession target, Action<long, long> progress, CancellationToken stop)
    {
        using var copy = raw.sqlite3_backup_init(target._handle, "main", _handle, "main");
        target.Check(raw.sqlite3_errcode(target._handle));
        int code;
        do
        {
            stop.ThrowIfCancellationRequested();
            code = raw.sqlite3_backup_step(copy, PagesAtOnce);
            var total = raw.sqlite3_backup_pagecount(copy);
            progress((total - raw.sqlite3_backup_remaining(copy)) * (long)PageBytes, total * (long)PageBytes);
        }
        while (code == raw.SQLITE_OK);
        if (code != raw.SQLITE_DONE)
        {
            throw new SqliteException($"SQLite error {code}: {raw.sqlite3_errstr(code).utf8_to_string()}", code & 0xff, code);
        }
    }

    /// <summary>Sets how long statements wait for locks of others.</summary>
    public void WaitForLocks(TimeSpan patience) => Check(raw.sqlite3_busy_timeout(_handle, (int)patience.TotalMilliseconds));

    /// <exception cref="SqliteException">The code is an error.</exception>
    public void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            throw new SqliteException($"SQLite error {code}: {raw.sqlite3_errmsg(_handle).utf8_to_string()}", code & 0xff, raw.sqlite3_extended_errcode(_handle));
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
        raw.sqlite3_close_v2(_handle);
        _handle.Dispose();
    }

    private static SqliteSession Open(string path, int flags)
    {
        var code = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        var session = new SqliteSession(handle);
        try
        {
            session.Check(code);
            session.WaitForLocks(LockPatience);
            return session;
        }
        catch (SqliteException)
        {
            session.Dispose();
            throw;
        }
    }
}
