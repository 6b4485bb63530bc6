using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ActorChat.Storage.Sqlite.Connections;

/// <summary>Turns SQLite's failures into those of the storage's contract: none of them leaves this project unchanged.</summary>
internal static class SqliteFailure
{
    /// <summary>The failure for the caller.</summary>
    public static Exception Told(Exception failure) => failure is SqliteException ? new StorageFailedException(failure.Message, failure) : failure;

    /// <summary>A lock that another process holds, or a full disk: the caller may try again.</summary>
    public static bool MayPass(Exception failure) => failure is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_NOMEM or raw.SQLITE_READONLY or raw.SQLITE_IOERR or raw.SQLITE_FULL or raw.SQLITE_CANTOPEN,
    };
}
