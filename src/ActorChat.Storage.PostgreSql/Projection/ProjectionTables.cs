using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.Projection;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Projection;

/// <summary>
/// The projection's changes of the tables: each plan is one transaction, which locks the offsets of its partitions and finds them where the plan follows. So
/// rows go in exactly once, and a process that does not own a partition any more writes nothing of it.
/// </summary>
/// <param name="reads">For reads.</param>
/// <param name="connection">One connection of its own.</param>
/// <param name="knownRooms">Numbers of rooms that are kept in memory.</param>
internal sealed class ProjectionTables(Pool reads, Pool connection, int knownRooms) : IProjectionTables
{
    private const string ReadAll = "SELECT partition, sequence_nr FROM projection_offset WHERE sequence_nr > 0";
    private const string ReadOne = "SELECT sequence_nr FROM projection_offset WHERE partition = $1";

    private const int Tries = 2;

    private readonly RoomPlaces _places = new(knownRooms);

    public async Task<IReadOnlyDictionary<int, long>> ReadOffsetsAsync() => await reads.ReadAsync(async session =>
        (await session.Command(ReadAll).ListAsync(row => KeyValuePair.Create(row.GetInt32(0), row.GetInt64(1)))).ToDictionary());

    public Task<long> ReadOffsetAsync(int partition) => reads.ReadAsync(session => session.Command(ReadOne, Sql.Int(partition)).FirstAsync(row => row.GetInt64(0)));

    public async Task WriteAsync(ProjectionPlan plan)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await connection.RunAsync(session => WriteAsync(session, plan));
                return;
            }
            catch (StorageOutcomeUnknownException)
            {
                connection.Clear();
                throw;
            }
            catch (Exception dead) when (attempt < Tries && Failures.WasDead(dead))
            {
                connection.Clear();
            }
            catch (Exception failure) when (Failures.IsPoison(failure))
            {
                throw new PoisonBatchException(plan.Batches[0].Partition, plan.Batches[0].SequenceNr, failure);
            }
            catch (Exception failure) when (Failures.Told(failure) is var told && !ReferenceEquals(told, failure))
            {
                connection.Clear();
                throw told;
            }
        }
    }

    /// <summary>Every commit is on disk when it is answered: what a read has seen must not be gone after the server was restarted.</summary>
    public Task MakeDurableAsync(int partition) => Task.CompletedTask;

    private async Task<bool> WriteAsync(NpgsqlConnection session, ProjectionPlan plan)
    {
        await using var transaction = await session.BeginTransactionAsync();
        var opening = new PlanOpening(session, plan, _places);
        var offsets = await opening.RunAsync();
        int[] stale = [.. plan.From.Where(from => offsets.GetValueOrDefault(from.Key) != from.Value).Select(from => from.Key)];
        if (stale.Length > 0)
        {
            throw new StalePartitionException(stale);
        }

        var rows = new PlanRows(session, plan, opening.Places);
        await rows.CopyMessagesAsync();
        await rows.WriteRoomsAsync();
        await CommitAsync(transaction);
        _places.Keep(opening.Places);
        return true;
    }

    private static async Task CommitAsync(NpgsqlTransaction transaction)
    {
        try
        {
            await transaction.CommitAsync();
        }
        catch (Exception unanswered) when (!Failures.IsRefusal(unanswered))
        {
            throw new StorageOutcomeUnknownException($"PostgreSQL did not answer a commit: {Failures.TextOf(unanswered)}", unanswered);
        }
    }
}
