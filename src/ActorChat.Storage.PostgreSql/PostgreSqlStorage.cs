using ActorChat.Actors.Common;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Accounts;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.PostgreSql.Copy;
using ActorChat.Storage.PostgreSql.History;
using ActorChat.Storage.PostgreSql.Schema;
using Npgsql;

namespace ActorChat.Storage.PostgreSql;

/// <summary>The storage on PostgreSQL: everything that the composition of a server needs of it.</summary>
public static class PostgreSqlStorage
{
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMilliseconds(500);

    /// <summary>Opens a database, and creates or updates its tables. Waits a while for a server that does not answer yet.</summary>
    /// <param name="connectionString">Npgsql's connection string. It is neither logged nor part of any failure.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="updating">Is told before each script that brings existing data to the current schema, which may take minutes.</param>
    /// <exception cref="StorageException">The database cannot be used.</exception>
    public static async Task<ChatStorage> OpenAsync(string connectionString, StorageSettings settings, TimeProvider clock, Action<string>? updating = null) =>
        await ChatStorage.OpenAsync(await OpenEngineAsync(connectionString, settings, clock, updating), settings, clock);

    /// <summary>Opens a database that no server uses, to copy it.</summary>
    /// <exception cref="StorageException">It cannot be used.</exception>
    public static async Task<IStorageRows> OpenRowsAsync(string connectionString, StorageSettings settings)
    {
        var strings = ConnectionStrings.Parse(connectionString, settings.PostgreSql);
        return new PostgreSqlRows(await PostgreSqlRows.OpenAsync(strings), strings.Place);
    }

    /// <summary>Opens a database without data, and makes its tables, to copy into it.</summary>
    /// <exception cref="StorageException">It cannot be used.</exception>
    public static async Task<IEmptyStorage> OpenEmptyAsync(string connectionString, StorageSettings settings)
    {
        var strings = ConnectionStrings.Parse(connectionString, settings.PostgreSql);
        return await EmptyPostgreSql.MakeAsync(await PostgreSqlRows.OpenAsync(strings), settings.Partitions, strings.Place);
    }

    internal static async Task<PostgreSqlEngine> OpenEngineAsync(string connectionString, StorageSettings settings, TimeProvider clock, Action<string>? updating = null)
    {
        var strings = ConnectionStrings.Parse(connectionString, settings.PostgreSql);
        var began = clock.GetTimestamp();
        while (true)
        {
            try
            {
                DataEpoch? epoch = null;
                var living = await LivingProcess.StartAsync(strings.Single("start"), clock, async (connection, isAlone) => epoch = await PrepareAsync(connection, isAlone, settings, strings.Place, updating));
                return new PostgreSqlEngine(strings, living, epoch!, settings, clock);
            }
            catch (Exception failure) when (MayPass(failure) && clock.GetElapsedTime(began) < settings.PostgreSql.StartWithin)
            {
                await Task.Delay(TryAgainAfter, clock);
            }
            catch (Exception failure) when (failure is NpgsqlException or TimeoutException or IOException or System.Net.Sockets.SocketException)
            {
                throw new StorageException($"{char.ToUpperInvariant(strings.Place[0])}{strings.Place[1..]} cannot be used: {Failures.TextOf(failure)}", failure);
            }
        }
    }

    private static async Task<DataEpoch> PrepareAsync(NpgsqlConnection connection, bool isAlone, StorageSettings settings, string place, Action<string>? updating)
    {
        await ServerRules.CheckAsync(connection, place);
        await SchemaScripts.MigrateAsync(connection, settings.Partitions, place, isAlone, updating);
        await Continuity.CheckAsync(connection, settings.Partitions, place);
        await LoginSkeletons.RefreshAsync(connection);
        if (isAlone)
        {
            await AccountTable.SettleAsync(connection);
        }

        return await DataEpoch.SettleAsync(connection, isAlone);
    }

    /// <summary>A server that does not listen, is starting, or has no connection to give. A wrong password does not pass.</summary>
    private static bool MayPass(Exception failure) => Failures.IsLost(failure) && failure is not PostgresException
        {
            SqlState: not (PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown),
        };
}
