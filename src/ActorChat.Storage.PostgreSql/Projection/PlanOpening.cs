using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.PostgreSql.Rooms;
using ActorChat.Storage.Projection;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Projection;

/// <summary>The beginning of a plan's transaction, in one round trip: locks the offsets, opens new rooms, and finds out the numbers of rooms.</summary>
internal sealed class PlanOpening(NpgsqlConnection session, ProjectionPlan plan, RoomPlaces known)
{
    private const string LockOffsets = "SELECT partition, sequence_nr FROM projection_offset WHERE partition = ANY ($1) ORDER BY partition FOR UPDATE";

    private const string Open = """
        INSERT INTO room_rows (id, opened_at, active_at, active_day, first_login, second_login, first_key, second_key,
          happened_partition, happened, happened_at, happened_bucket, last_seq, last_id, first_read, first_unread, second_read, second_unread)
        SELECT *, 0, 0, 0, 0, 0, 0
        FROM unnest($1::uuid[], $2::bigint[], $2::bigint[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::text[], $8::integer[], $9::bigint[], $10::bigint[], $11::bigint[])
        ON CONFLICT (id) DO NOTHING
        """;

    private const string FindPlaces = "SELECT id, no FROM room_rows WHERE id = ANY ($1)";

    /// <summary>The numbers of the plan's rooms; a room that was never opened has none.</summary>
    public Dictionary<Guid, long> Places { get; } = [];

    /// <summary>Returns the offsets that the tables have.</summary>
    public async Task<Dictionary<int, long>> RunAsync()
    {
        await using var batch = new NpgsqlBatch(session);
        batch.Add(LockOffsets, Sql.Ints([.. plan.From.Keys]));
        AddOpened(batch);
        var unknown = FindUnknown();
        if (unknown.Count > 0)
        {
            batch.Add(FindPlaces, Sql.Uuids([.. unknown]));
        }

        await using var reader = await batch.ExecuteReaderAsync();
        var offsets = new Dictionary<int, long>();
        while (await reader.ReadAsync())
        {
            offsets.Add(reader.GetInt32(0), reader.GetInt64(1));
        }

        // A command without rows is no result of its own.
        while (unknown.Count > 0 && await reader.NextResultAsync())
        {
            while (await reader.ReadAsync())
            {
                Places[reader.GetGuid(0)] = reader.GetInt64(1);
            }
        }

        return offsets;
    }

    private void AddOpened(NpgsqlBatch batch)
    {
        var opened = plan.Rooms.Where(change => change.OpenedAt is not null).ToArray();
        if (opened.Length > 0)
        {
            batch.Add(
                Open,
                Sql.Uuids(Array.ConvertAll(opened, change => change.Key.Number.Value)),
                Sql.Numbers(Array.ConvertAll(opened, change => change.OpenedAt!.Value)),
                Sql.Ints(Array.ConvertAll(opened, change => ActiveDay.Of(change.OpenedAt!.Value))),
                Sql.Texts(Array.ConvertAll(opened, change => change.Key.First.Name)),
                Sql.Texts(Array.ConvertAll(opened, change => change.Key.Second.Name)),
                Sql.Texts(Array.ConvertAll(opened, change => change.Key.First.Key)),
                Sql.Texts(Array.ConvertAll(opened, change => change.Key.Second.Key)),
                Sql.Ints(Array.ConvertAll(opened, change => change.Happened!.Value.Partition)),
                Sql.Numbers(Array.ConvertAll(opened, change => change.Happened!.Value.Number)),
                Sql.Numbers(Array.ConvertAll(opened, change => change.HappenedAt ?? change.OpenedAt!.Value)),
                Sql.Numbers(Array.ConvertAll(opened, change => change.Happened!.Value.Bucket)));
        }
    }

    private List<Guid> FindUnknown()
    {
        var unknown = new List<Guid>();
        foreach (var change in plan.Rooms)
        {
            if (known.TryGet(change.Key.Number.Value, out var no))
            {
                Places[change.Key.Number.Value] = no;
            }
            else
            {
                unknown.Add(change.Key.Number.Value);
            }
        }

        return unknown;
    }
}
