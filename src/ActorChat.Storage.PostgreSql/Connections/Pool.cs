using Npgsql;

namespace ActorChat.Storage.PostgreSql.Connections;

/// <summary>
/// A bounded number of connections, and a bounded number of calls that wait for one; further ones are refused with <see cref="StorageBusyException"/>.
/// </summary>
internal sealed class Pool(string connectionString, int connections, int maxWaiting) : IAsyncDisposable
{
    /// <summary>How often a transaction is tried that nobody can have seen: its connection was dead, or it met another one in a deadlock.</summary>
    private const int Tries = 3;

    private readonly NpgsqlDataSource _source = new NpgsqlDataSourceBuilder(connectionString).Build();
    private readonly SemaphoreSlim _turns = new(connections);
    private int _waiting;

    /// <summary>Reads; once more where the connection was dead, as all are after the server was restarted.</summary>
    public Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read) => InTurnAsync(async () =>
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync();
                return await read(connection);
            }
            catch (Exception lost) when (Failures.WasDead(lost) && attempt < Tries)
            {
                _source.Clear();
            }
        }
    });

    /// <summary>Writes in one transaction. If nobody answers its commit, the failure says that it may have been done.</summary>
    public Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> write) => InTurnAsync(async () =>
    {
        for (var attempt = 1; ; attempt++)
        {
            var isCommitting = false;
            try
            {
                await using var connection = await _source.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync();
                var result = await write(connection);
                isCommitting = true;
                await transaction.CommitAsync();
                return result;
            }
            catch (Exception failure) when (isCommitting && Failures.IsLost(failure))
            {
                throw new StorageFailedException($"PostgreSQL did not answer a commit, which may be done or not: {Failures.TextOf(failure)}", failure);
            }
            catch (Exception failure) when (attempt < Tries && (Failures.WasDead(failure) || Failures.IsDeadlock(failure)))
            {
                if (Failures.IsLost(failure))
                {
                    _source.Clear();
                }
            }
        }
    });

    /// <summary>Runs something on a connection of its own in turn; its failures are told as they are.</summary>
    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> work)
    {
        await _turns.WaitAsync();
        try
        {
            await using var connection = await _source.OpenConnectionAsync();
            return await work(connection);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>All connections are dead: the next calls make new ones.</summary>
    public void Clear() => _source.Clear();

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _turns.Dispose();
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work)
    {
        if (Interlocked.Increment(ref _waiting) > maxWaiting + connections)
        {
            Interlocked.Decrement(ref _waiting);
            throw new StorageBusyException("Too many calls wait for PostgreSQL.");
        }

        try
        {
            await _turns.WaitAsync();
            try
            {
                return await work();
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (Exception failure) when (Failures.Told(failure) is var told && !ReferenceEquals(told, failure))
        {
            throw told;
        }
        catch (ObjectDisposedException closed)
        {
            throw new StorageBusyException("The storage is closing.", closed);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
