using ActorChat.Actors.Rooms;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.PostgreSql.Rooms;
using ActorChat.Storage.Projection;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Projection;

/// <summary>The rows of a plan, in a transaction that has found the offsets where the plan follows: nothing of it is in the tables yet.</summary>
internal sealed class PlanRows(NpgsqlConnection session, ProjectionPlan plan, Dictionary<Guid, long> places)
{
    /// <summary>No column of an index changes, unless the day does. A message with an id that the room has passed is another one with the same.</summary>
    private const string Stand = """
        UPDATE room_rows AS r SET
          first_read = coalesce(c.first_read, r.first_read), first_unread = coalesce(c.first_unread, r.first_unread),
          second_read = coalesce(c.second_read, r.second_read), second_unread = coalesce(c.second_unread, r.second_unread),
          active_at = coalesce(c.active_at, r.active_at), active_day = coalesce(c.active_day, r.active_day),
          last_seq = coalesce(c.last_seq, r.last_seq), last_id = coalesce(c.last_id, r.last_id),
          first_client_seq = coalesce(r.first_client_seq, c.first_client_seq)
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::integer[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[])
          AS c (no, first_read, first_unread, second_read, second_unread, active_at, active_day, last_seq, last_id, first_client_seq, first_id)
        WHERE r.no = c.no AND (c.first_id IS NULL OR r.last_id < c.first_id)
        """;

    private const string Erase = """
        UPDATE message_rows SET text = '', client_id = NULL, client_key = NULL
        WHERE room_no = $1 AND seq <= $2 AND by_second = $3 AND (text <> '' OR client_id IS NOT NULL)
        """;

    private const string SaveOffsets = "UPDATE projection_offset AS o SET sequence_nr = p.sequence_nr FROM unnest($1::integer[], $2::bigint[]) AS p (partition, sequence_nr) WHERE o.partition = p.partition";

    private readonly Dictionary<RoomKey, long> _firstIds = [];

    public async Task CopyMessagesAsync()
    {
        if (!plan.Batches.Any(batch => batch.Batch.Events.Any(happened => happened is MessagePosted)))
        {
            return;
        }

        var rows = new MessageRows();
        // Its end completes it, also after a failure: the transaction is then undone.
        await using var copy = await session.BeginRawBinaryCopyAsync(MessageRows.Copy);
        foreach (var batch in plan.Batches)
        {
            foreach (var happened in batch.Batch.Events)
            {
                if (happened is MessagePosted posted)
                {
                    _firstIds.TryAdd(posted.Room, posted.Message.Id);
                    rows.Add(posted, PlaceOf(posted.Room, batch));
                    if (rows.Written.Length >= MessageRows.ChunkBytes)
                    {
                        await copy.WriteAsync(rows.Written);
                        rows.Clear();
                    }
                }
            }
        }

        rows.Finish();
        await copy.WriteAsync(rows.Written);
    }

    public async Task WriteRoomsAsync()
    {
        await using var batch = new NpgsqlBatch(session);
        var changes = plan.Rooms.Where(change => change.ChangesStanding).ToArray();
        if (changes.Length > 0)
        {
            AddStandings(batch, changes);
        }

        foreach (var change in plan.Rooms)
        {
            AddErased(batch, change.Key, change.First, bySecond: false);
            AddErased(batch, change.Key, change.Second, bySecond: true);
        }

        batch.Add(SaveOffsets, Sql.Ints([.. plan.Offsets.Keys]), Sql.Numbers([.. plan.Offsets.Values]));
        await batch.ExecuteNonQueryAsync();
        if (changes.Length > 0 && batch.BatchCommands[0].RecordsAffected < changes.Length)
        {
            var at = plan.Batches.First(one => one.Batch.Events.Any(happened => happened is MessagePosted));
            throw new PoisonBatchException(at.Partition, at.SequenceNr, new InvalidOperationException("a room already has a message with the same or a later id"));
        }
    }

    private void AddStandings(NpgsqlBatch batch, RoomChange[] changes) => batch.Add(
        Stand,
        Sql.Numbers(Array.ConvertAll(changes, PlaceOf)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.First.ReadUpTo)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.First.Unread)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Second.ReadUpTo)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Second.Unread)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Last?.Time)),
        Sql.Ints(Array.ConvertAll(changes, change => change.Last is { } last ? ActiveDay.Of(last.Time) : (int?)null)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Last?.Seq)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Last?.Id)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.FirstClientSeq)),
        Sql.Numbers(Array.ConvertAll(changes, change => _firstIds.TryGetValue(change.Key, out var first) ? first : (long?)null)));

    private void AddErased(NpgsqlBatch batch, RoomKey room, MemberChange author, bool bySecond)
    {
        if (author.ErasedUpTo is { } upTo && places.TryGetValue(room.Number.Value, out var no))
        {
            batch.Add(Erase, Sql.Number(no), Sql.Number(upTo), Sql.Flag(bySecond));
        }
    }

    private long PlaceOf(RoomKey room, JournalBatch batch) => places.TryGetValue(room.Number.Value, out var no)
        ? no
        : throw new PoisonBatchException(batch.Partition, batch.SequenceNr, new InvalidOperationException($"An event of room {room} comes before the room was opened."));

    private long PlaceOf(RoomChange change) =>
        PlaceOf(change.Key, plan.Batches.First(batch => batch.Batch.Events.Any(happened => happened.Room.Equals(change.Key))));
}
