using ActorChat.Actors.Common;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Connections;

/// <summary>
/// Shows other processes that this one lives, by an advisory lock that PostgreSQL gives back when the process ends, however it ends. A start is done by one
/// process at a time, and learns whether it is alone.
/// </summary>
/// <remarks>The lock says nothing about partitions (leases do): what is done only when alone concerns who is online, the epoch and copies.</remarks>
internal sealed class LivingProcess : IAsyncDisposable
{
    // Any two numbers: nobody else uses the database.
    private const int Class = 0x4143;
    private const string Start = "SELECT pg_advisory_lock($1, 1)";
    private const string TryStart = "SELECT pg_try_advisory_lock($1, 1)";
    private const string Started = "SELECT pg_advisory_unlock($1, 1)";
    private const string TryAlone = "SELECT pg_try_advisory_lock($1, 2)";
    private const string NotAlone = "SELECT pg_advisory_unlock($1, 2)";
    private const string Gone = "SELECT pg_advisory_unlock_all()";
    private const string Live = "SELECT pg_advisory_lock_shared($1, 2)";
    private const string Show = "SELECT pg_try_advisory_lock($1)";
    private const string Alive = "SELECT 1";

    /// <summary>
    /// A loss must be made good before another process can have started: one that finds itself alone renews the epoch after a failover, while this one goes on
    /// with the old one. And before others take this one for ended.
    /// </summary>
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// A server that is silent for longer has cost the leases already. Without a limit the network would send again to a machine that is gone for a quarter of
    /// an hour, and the one in its place would not know that this process lives.
    /// </summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    private readonly string _connectionString;
    private readonly ITimer _check;
    private readonly SemaphoreSlim _turn = new(1);
    private NpgsqlConnection _connection;
    private bool _isShown = true;
    private bool _isDisposed;

    private LivingProcess(string connectionString, NpgsqlConnection connection, long mark, TimeProvider clock)
    {
        (_connectionString, _connection, Mark) = (connectionString, connection, mark);
        _check = Background.StartTimer(clock, () => Background.Forget(CheckAsync()), CheckEvery, CheckEvery);
    }

    /// <summary>Another lock, which only this process has as long as it lives.</summary>
    public long Mark { get; }

    /// <summary>Starts: runs the work with a connection, and whether this process is alone; no other process starts meanwhile.</summary>
    public static async Task<LivingProcess> StartAsync(string connectionString, TimeProvider clock, Func<NpgsqlConnection, bool, Task> work)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync();
            await AskAsync(connection, Start);
            var isAlone = await AskAsync(connection, TryAlone);
            await work(connection, isAlone);
            if (isAlone)
            {
                await AskAsync(connection, NotAlone);
            }

            await AskAsync(connection, Live);
            var mark = BitConverter.ToInt64(Guid.NewGuid().ToByteArray(), sizeof(long));
            await ShowAsync(connection.Command(Show, Sql.Number(mark)));
            await AskAsync(connection, Started);
            return new LivingProcess(connectionString, connection, mark, clock);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>A connection during whose life no server uses the data and none can start; null if one does.</summary>
    public static async Task<NpgsqlConnection?> TryAloneAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync();
            if (await AskAsync(connection, TryAlone) && await AskAsync(connection, TryStart))
            {
                return connection;
            }

            await connection.DisposeAsync();
            return null;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _check.DisposeAsync();
        await _turn.WaitAsync();
        _isDisposed = true;
        await GoAsync();
        await _connection.DisposeAsync();
        _turn.Release();
    }

    /// <summary>Gives the lock back before the connection ends: PostgreSQL does it a moment later, in which the next start would not find itself alone.</summary>
    private async Task GoAsync()
    {
        try
        {
            if (_connection.State == System.Data.ConnectionState.Open)
            {
                await InTime(_connection.Command(Gone)).RunAsync();
            }
        }
        catch (Exception lost) when (Failures.IsLost(lost))
        {
            // Then it is given back already, or will be.
        }
    }

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string sql) =>
        await connection.Command(sql, Sql.Int(Class)).FirstAsync(row => row.GetValue(0) is not false);

    private static Task<bool> ShowAsync(NpgsqlCommand show) => show.FirstAsync(static row => row.GetBoolean(0));

    private static NpgsqlCommand InTime(NpgsqlCommand command)
    {
        command.CommandTimeout = (int)AnswerWithin.TotalSeconds;
        return command;
    }

    /// <summary>After a loss of the connection the locks are taken anew, at once or as soon as that is possible.</summary>
    private async Task CheckAsync()
    {
        if (!await _turn.WaitAsync(0))
        {
            return;
        }

        try
        {
            if (!_isDisposed && !await TryKeepAsync())
            {
                await TryKeepAsync();
            }
        }
        finally
        {
            _turn.Release();
        }

        async Task<bool> TryKeepAsync()
        {
            try
            {
                await KeepAsync();
                return true;
            }
            catch (Exception failure)
            {
                await _connection.DisposeAsync();
                _connection = new NpgsqlConnection(_connectionString);
                if (!Failures.IsLost(failure))
                {
                    throw;
                }

                return false;
            }
        }

        async Task KeepAsync()
        {
            if (_connection.State != System.Data.ConnectionState.Open)
            {
                _isShown = false;
                await _connection.OpenAsync();
                await InTime(_connection.Command(Live, Sql.Int(Class))).RunAsync();
            }
            else if (_isShown)
            {
                await InTime(_connection.Command(Alive)).RunAsync();
            }

            // The server may still see the connection before, with the lock: then the next check tries it again.
            _isShown = _isShown || await ShowAsync(InTime(_connection.Command(Show, Sql.Number(Mark))));
        }
    }
}
