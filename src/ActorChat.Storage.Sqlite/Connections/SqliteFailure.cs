using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActorChat.Storage.Sqlite.Connections;

/// <summary>SQLite's failures in the words of the storage's contract: none of them leaves this project as it is.</summary>
internal static class SqliteFailure
{
    /// <summary>The failure as whoever asked is told it.</summary>
    public static Exception Told(Exception failure) => failure is SqliteException ? new StorageFailedException(failure.Message, failure) : failure;

    /// <summary>A lock that another process holds, a full disk: whoever asked for it may ask again.</summary>
    public static bool MayPass(Exception failure) => failure is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN,
    };
}
