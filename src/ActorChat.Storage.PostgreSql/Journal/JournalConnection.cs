using System.Data;
using System.Globalization;
using ActorChat.Actors.Common;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Connections;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Journal;

/// <summary>
/// The connection that appends to the journal, one statement at a time. A statement is never cancelled, since a cancelled commit can still come about; if nobody
/// answers it in time, the connection is left alone and another one is made.
/// </summary>
internal sealed class JournalConnection(string connectionString, TimeSpan timeout, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>
    /// A row behind a later one of its stream takes that one's number, and so fails as taken: a process that was frozen while another one went on must not find
    /// the number free only because what was written under it is trimmed already. The last row of a stream is never trimmed.
    /// </summary>
    private const string Insert = """
        INSERT INTO journal (deleted, persistence_id, sequence_number, created, message, manifest, identifier, writer_uuid)
        SELECT false, r.stream, coalesce((SELECT max(j.sequence_number) FROM journal AS j WHERE j.persistence_id = r.stream AND j.sequence_number > r.number), r.number),
          r.created, r.message, r.manifest, r.identifier, r.writer
        FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bytea[], $5::text[], $6::integer[], $7::text[]) AS r (stream, number, created, message, manifest, identifier, writer)
        """;

    /// <summary>A setting can change after the start was checked.</summary>
    private const string BeDurable = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

    /// <summary>
    /// After this long without a write it is asked whether the connection still lives: a write into a dead one is a write of unknown outcome, which costs the
    /// users concerned their sessions.
    /// </summary>
    private static readonly TimeSpan AskAfter = TimeSpan.FromSeconds(1);

    private NpgsqlConnection? _connection;
    private NpgsqlCommand? _insert;
    private long _lastUse;
    private int _attempt;

    /// <summary>Appends rows, all or none.</summary>
    /// <returns>Null once they are on disk; <see cref="StorageOutcomeUnknownException"/> if nobody knows; any other failure if none of them is stored.</returns>
    public async Task<Exception?> TryInsertAsync(JournalRecord[] rows)
    {
        try
        {
            await InTimeAsync(ConnectAsync(++_attempt));
        }
#pragma warning disable CA1031 // Whatever it is, nothing was written, and the writers are told.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _attempt++;
            Leave();
            return failure;
        }

        try
        {
            Bind(_insert!.Parameters, rows);
            await InTimeAsync(_insert.ExecuteNonQueryAsync());
            _lastUse = clock.GetTimestamp();
            return null;
        }
        catch (Exception refused) when (Failures.IsRefusal(refused))
        {
            return refused;
        }
#pragma warning disable CA1031 // Whatever it is, the rows may be stored.
        catch (Exception lost)
#pragma warning restore CA1031
        {
            Leave();
            return new StorageOutcomeUnknownException(lost is TimeoutException
                ? string.Create(CultureInfo.InvariantCulture, $"PostgreSQL did not answer a journal write within {timeout.TotalSeconds} s")
                : $"The connection was lost during a journal write: {Failures.TextOf(lost)}", lost);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    /// <summary>What is not done in time goes on by itself, and nobody hears how it ended.</summary>
    private async Task InTimeAsync(Task work)
    {
        try
        {
            await (work.IsCompleted ? work : work.WaitAsync(timeout, clock));
        }
        catch (TimeoutException) when (!work.IsCompleted)
        {
            _ = work.ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>Makes a connection if there is none. One that comes after its attempt was given up is dropped.</summary>
    private async Task ConnectAsync(int attempt)
    {
        if (_connection is { State: ConnectionState.Open })
        {
            if (clock.GetElapsedTime(_lastUse) < AskAfter)
            {
                return;
            }

            try
            {
                await _connection.Command("SELECT 1").RunAsync();
                return;
            }
            catch (NpgsqlException) when (attempt == _attempt)
            {
                Leave();
            }
        }

        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync();
            await connection.Command(BeDurable).RunAsync();
            var insert = connection.Command(
                Insert, Sql.Texts([]), Sql.Numbers(Array.Empty<long>()), Sql.Numbers(Array.Empty<long>()), Sql.Blobs([]), Sql.Texts([]), Sql.Ints(Array.Empty<int>()), Sql.Texts([]));
            await insert.PrepareAsync();
            if (attempt != _attempt)
            {
                throw new TimeoutException("The connection came too late.");
            }

            (_connection, _insert) = (connection, insert);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static void Bind(NpgsqlParameterCollection parameters, JournalRecord[] rows)
    {
        parameters[0].Value = Array.ConvertAll(rows, row => row.PersistenceId);
        parameters[1].Value = Array.ConvertAll(rows, row => row.SequenceNr);
        parameters[2].Value = Array.ConvertAll(rows, row => row.Created);
        parameters[3].Value = Array.ConvertAll(rows, row => row.Message);
        parameters[4].Value = Array.ConvertAll(rows, row => row.Manifest);
        parameters[5].Value = Array.ConvertAll(rows, row => row.Serializer);
        parameters[6].Value = Array.ConvertAll(rows, row => row.Writer);
    }

    /// <summary>Lets the connection end by itself, whenever it does: to wait for it would be to wait for what does not answer.</summary>
    private void Leave()
    {
        if (_connection is { } left)
        {
            _connection = null;
            _insert = null;
            Background.Forget(Task.Run(async () =>
            {
                try
                {
                    await left.DisposeAsync();
                }
                catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or IOException)
                {
                    // It is dead already.
                }
            }));
        }
    }
}
