using ActorChat.Actors.Rooms;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.PostgreSql.Rooms;
using ActorChat.Storage.Projection;
using ActorChat.Storage.Rooms;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Projection;

/// <summary>The rows of a plan, in a transaction that has found the offsets where the plan follows: nothing of it is in the tables yet.</summary>
internal sealed class PlanRows(NpgsqlConnection session, ProjectionPlan plan, Dictionary<Guid, long> places)
{
    /// <summary>
    /// No column of an index changes, unless the day or the bucket does. A message with an id that the room has passed is another one with the same.
    /// </summary>
    private const string Stand = """
        UPDATE room_rows AS r SET
          first_read = coalesce(c.first_read, r.first_read), first_unread = coalesce(c.first_unread, r.first_unread),
          second_read = coalesce(c.second_read, r.second_read), second_unread = coalesce(c.second_unread, r.second_unread),
          first_delivered = greatest(c.first_delivered, r.first_delivered), second_delivered = greatest(c.second_delivered, r.second_delivered),
          active_at = coalesce(c.active_at, r.active_at), active_day = coalesce(c.active_day, r.active_day),
          last_seq = coalesce(c.last_seq, r.last_seq), last_id = coalesce(c.last_id, r.last_id),
          first_client_seq = coalesce(r.first_client_seq, c.first_client_seq), rev = coalesce(c.rev, r.rev),
          happened_partition = c.happened_partition, happened = c.happened, happened_at = coalesce(c.happened_at, r.happened_at), happened_bucket = c.happened_bucket
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::integer[], $10::bigint[], $11::bigint[],
            $12::bigint[], $13::bigint[], $14::integer[], $15::bigint[], $16::bigint[], $17::bigint[], $18::bigint[])
          AS c (no, first_read, first_unread, second_read, second_unread, first_delivered, second_delivered, active_at, active_day, last_seq, last_id,
            first_client_seq, rev, happened_partition, happened, happened_at, happened_bucket, first_id)
        WHERE r.no = c.no AND (c.first_id IS NULL OR r.last_id < c.first_id)
        """;

    private const string Change = """
        UPDATE message_rows AS m SET text = coalesce(c.text, m.text), reply_to = c.reply_to, rev = c.rev, edited_at = c.edited_at, deleted_at = c.deleted_at,
          first_reactions = c.first_reactions, second_reactions = c.second_reactions
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::text[])
          AS c (room_no, seq, rev, text, reply_to, edited_at, deleted_at, first_reactions, second_reactions)
        WHERE m.room_no = c.room_no AND m.seq = c.seq
        """;

    private const string AddOperations = """
        INSERT INTO operations (room_no, by_second, operation_id, seq, rev, time)
        SELECT * FROM unnest($1::bigint[], $2::boolean[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[]) ON CONFLICT DO NOTHING
        """;

    private const string Block = "INSERT INTO blocks (id, by_second, first_login, second_login, blocker_key) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    private const string Unblock = "DELETE FROM blocks WHERE id = $1 AND by_second = $2";

    private const string SetRetention = "INSERT INTO room_retention (room_no, kept, expired_seq) VALUES ($1, $2, 0) ON CONFLICT (room_no) DO UPDATE SET kept = excluded.kept";

    private const string Expire = """
        INSERT INTO room_retention AS r (room_no, kept, expired_seq) VALUES ($1, NULL, $2)
        ON CONFLICT (room_no) DO UPDATE SET expired_seq = greatest(r.expired_seq, excluded.expired_seq)
        """;

    private const string Erase = """
        UPDATE message_rows SET text = '', client_id = NULL, client_key = NULL, edited_at = NULL
        WHERE room_no = $1 AND seq <= $2 AND by_second = $3 AND (text <> '' OR client_id IS NOT NULL OR edited_at IS NOT NULL)
        """;

    private const string EraseFirstReactions = "UPDATE message_rows SET first_reactions = NULL WHERE room_no = $1 AND rev IS NOT NULL AND first_reactions IS NOT NULL";
    private const string EraseSecondReactions = "UPDATE message_rows SET second_reactions = NULL WHERE room_no = $1 AND rev IS NOT NULL AND second_reactions IS NOT NULL";
    private const string EraseOperations = "DELETE FROM operations WHERE room_no = $1 AND by_second = $2";

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
        // A room that need not exist may have no number.
        var rooms = plan.Rooms.Where(change => change.ChangesStanding || (change.ChangesRoom && places.ContainsKey(change.Key.Number.Value))).ToArray();
        var messages = rooms.SelectMany(room => room.Messages, (room, message) => (Place: PlaceOf(room), Message: message)).ToArray();
        var expected = new List<(int Rows, string Problem)>();
        if (rooms.Length > 0)
        {
            AddStandings(batch, rooms);
            expected.Add((rooms.Length, "a room already has a message with the same or a later id"));
        }

        if (messages.Length > 0)
        {
            AddChanges(batch, messages);
            expected.Add((messages.Length, "a message that is not there has changed"));
        }

        AddOperationsOf(batch);
        foreach (var change in plan.Rooms)
        {
            AddBlock(batch, change.Key, change.First, bySecond: false);
            AddBlock(batch, change.Key, change.Second, bySecond: true);
            AddRetention(batch, change);
            AddErased(batch, change.Key, change.First, bySecond: false);
            AddErased(batch, change.Key, change.Second, bySecond: true);
        }

        batch.Add(SaveOffsets, Sql.Ints([.. plan.Offsets.Keys]), Sql.Numbers([.. plan.Offsets.Values]));
        await batch.ExecuteNonQueryAsync();
        for (var i = 0; i < expected.Count; i++)
        {
            if (batch.BatchCommands[i].RecordsAffected < expected[i].Rows)
            {
                var at = plan.Batches.First(one => one.Batch.Events.Length > 0);
                throw new PoisonBatchException(at.Partition, at.SequenceNr, new InvalidOperationException(expected[i].Problem));
            }
        }
    }

    private void AddRetention(NpgsqlBatch batch, RoomChange change)
    {
        if (change.Retention is { } set)
        {
            batch.Add(SetRetention, Sql.Number(PlaceOf(change)), Sql.Number(set.Kept));
        }

        if (change.ExpiredUpTo is { } upTo)
        {
            batch.Add(Expire, Sql.Number(PlaceOf(change)), Sql.Number(upTo));
        }
    }

    private void AddStandings(NpgsqlBatch batch, RoomChange[] changes) => batch.Add(
        Stand,
        Sql.Numbers(Array.ConvertAll(changes, PlaceOf)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.First.ReadUpTo)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.First.Unread)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Second.ReadUpTo)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Second.Unread)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.First.DeliveredUpTo)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Second.DeliveredUpTo)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Last?.Time)),
        Sql.Ints(Array.ConvertAll(changes, change => change.Last is { } last ? ActiveDay.Of(last.Time) : (int?)null)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Last?.Seq)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Last?.Id)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.FirstClientSeq)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Rev)),
        Sql.Ints(Array.ConvertAll(changes, change => change.Happened!.Value.Partition)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Happened!.Value.Number)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.HappenedAt)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Happened!.Value.Bucket)),
        Sql.Numbers(Array.ConvertAll(changes, change => _firstIds.TryGetValue(change.Key, out var first) ? first : (long?)null)));

    private static void AddChanges(NpgsqlBatch batch, (long Place, MessageChange Message)[] changes) => batch.Add(
        Change,
        Sql.Numbers(Array.ConvertAll(changes, change => change.Place)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Message.Seq)),
        Sql.Numbers(Array.ConvertAll(changes, change => change.Message.Details.Rev)),
        Sql.Texts(Array.ConvertAll(changes, change => change.Message.Text)),
        Sql.Numbers(Array.ConvertAll(changes, change => NullIfZero(change.Message.Details.ReplyTo))),
        Sql.Numbers(Array.ConvertAll(changes, change => NullIfZero(change.Message.Details.EditedAt))),
        Sql.Numbers(Array.ConvertAll(changes, change => NullIfZero(change.Message.Details.DeletedAt))),
        Sql.Texts(Array.ConvertAll(changes, change => ReactionList.Write(change.Message.Details.FirstReactions))),
        Sql.Texts(Array.ConvertAll(changes, change => ReactionList.Write(change.Message.Details.SecondReactions))));

    private void AddOperationsOf(NpgsqlBatch batch)
    {
        var operations = plan.Rooms.SelectMany(room => room.Operations, (room, operation) => (Place: PlaceOf(room), Operation: operation)).ToArray();
        if (operations.Length > 0)
        {
            batch.Add(
                AddOperations,
                Sql.Numbers(Array.ConvertAll(operations, one => one.Place)),
                Sql.Flags(Array.ConvertAll(operations, one => one.Operation.By == one.Operation.Room.Second)),
                Sql.Texts(Array.ConvertAll(operations, one => one.Operation.OperationId)),
                Sql.Numbers(Array.ConvertAll(operations, one => one.Operation.Seq)),
                Sql.Numbers(Array.ConvertAll(operations, one => one.Operation.Rev)),
                Sql.Numbers(Array.ConvertAll(operations, one => one.Operation.Time)));
        }
    }

    private static void AddBlock(NpgsqlBatch batch, RoomKey room, MemberChange blocker, bool bySecond)
    {
        switch (blocker.Blocks)
        {
            case true:
                batch.Add(
                    Block, Sql.Uuid(room.Number.Value), Sql.Flag(bySecond), Sql.Text(room.First.Name), Sql.Text(room.Second.Name), Sql.Text(bySecond ? room.Second.Key : room.First.Key));
                break;
            case false:
                batch.Add(Unblock, Sql.Uuid(room.Number.Value), Sql.Flag(bySecond));
                break;
        }
    }

    private void AddErased(NpgsqlBatch batch, RoomKey room, MemberChange user, bool bySecond)
    {
        if (user.ErasedUpTo is { } upTo && places.TryGetValue(room.Number.Value, out var no))
        {
            batch.Add(Erase, Sql.Number(no), Sql.Number(upTo), Sql.Flag(bySecond));
            batch.Add(bySecond ? EraseSecondReactions : EraseFirstReactions, Sql.Number(no));
            batch.Add(EraseOperations, Sql.Number(no), Sql.Flag(bySecond));
        }
    }

    private static long? NullIfZero(long number) => number == 0 ? null : number;

    private long PlaceOf(RoomKey room, JournalBatch batch) => places.TryGetValue(room.Number.Value, out var no) ? no : throw Unopened(room, batch);

    private long PlaceOf(RoomChange change) => places.TryGetValue(change.Key.Number.Value, out var no)
        ? no
        : throw Unopened(change.Key, plan.Batches.First(batch => batch.Batch.Events.Any(happened => happened.Room.Equals(change.Key))));

    private static PoisonBatchException Unopened(RoomKey room, JournalBatch batch) =>
        new(batch.Partition, batch.SequenceNr, new InvalidOperationException($"An event of room {room} comes before the room was opened."));
}
