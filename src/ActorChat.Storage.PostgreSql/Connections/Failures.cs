using System.Net.Sockets;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Connections;

/// <summary>What PostgreSQL's failures mean, and those of the storage's contract that stand for them: none of them leaves this project unchanged.</summary>
internal static class Failures
{
    /// <summary>
    /// The server refused a statement and has undone it. Not so if it ended the session: then it may have committed before, and nobody was told.
    /// </summary>
    public static bool IsRefusal(Exception failure) => failure is PostgresException { InvariantSeverity: "ERROR" };

    /// <summary>The connection was lost, or could not be made: by the network, by the server's end or start, or because the server has no more of them.</summary>
    public static bool IsLost(Exception failure) => failure is NpgsqlException or SocketException or TimeoutException or IOException && !IsRefusal(failure);

    /// <summary>Two transactions waited for each other and this one was undone: the same may be done again at once.</summary>
    public static bool IsDeadlock(Exception failure) => failure is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure };

    public static bool IsTaken(Exception failure) => failure is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <summary>The rows themselves are wrong: to write them again is useless.</summary>
    public static bool IsPoison(Exception failure) => failure is PostgresException { SqlState: var state }
        && (state.StartsWith("22", StringComparison.Ordinal) || state.StartsWith("23", StringComparison.Ordinal));

    /// <summary>The connection was dead before anything could be done: another one may live. A server that is slow is not asked again.</summary>
    public static bool WasDead(Exception failure) => IsLost(failure) && failure is not TimeoutException && failure.InnerException is not TimeoutException;

    /// <summary>The failure for the caller of something that was not done.</summary>
    public static Exception Told(Exception failure) => failure switch
    {
        _ when IsLost(failure) => new StorageBusyException($"PostgreSQL does not answer: {TextOf(failure)}", failure),
        PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.DiskFull or PostgresErrorCodes.ReadOnlySqlTransaction } =>
            new StorageBusyException($"PostgreSQL cannot do it now: {TextOf(failure)}", failure),
        NpgsqlException => new StorageFailedException($"PostgreSQL: {TextOf(failure)}", failure),
        _ => failure,
    };

    /// <summary>One line, with the reason behind Npgsql's own words. Neither has the password in it.</summary>
    public static string TextOf(Exception failure) => (failure switch
    {
        PostgresException postgres => $"{postgres.SqlState} {postgres.MessageText}",
        { InnerException: { } inner } => inner.Message,
        _ => failure.Message,
    }).ReplaceLineEndings(" ");
}
