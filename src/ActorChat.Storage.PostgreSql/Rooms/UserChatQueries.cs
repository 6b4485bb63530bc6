using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.Projection;
using ActorChat.Storage.Rooms;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Rooms;

/// <summary>The reads of all rooms of a user, from <c>room_rows</c>, <c>message_rows</c> and <c>blocks</c>.</summary>
internal sealed class UserChatQueries(Pool reads) : IUserChatQueries
{
    /// <summary>
    /// Of each partition and either side the first rooms above the client's number, so that a page costs the same however many rooms follow. <c>$2</c> and
    /// <c>$3</c> are the numbers and their buckets, those of partition -1 first.
    /// </summary>
    internal const string Sync = $"""
        SELECT r.happened_partition, r.happened, r.first_login, r.second_login, r.last_seq, r.rev,
          r.first_read, r.first_unread, r.first_delivered, r.second_read, r.second_unread, r.second_delivered, {MessageRow.Columns}
        FROM (
          SELECT r.*, max(r.happened_at) OVER (PARTITION BY r.happened_partition ORDER BY r.happened) AS reached
          FROM unnest($2::bigint[], $3::bigint[]) WITH ORDINALITY AS c (happened, bucket, place) CROSS JOIN LATERAL (
            (SELECT * FROM room_rows WHERE first_key = $1 AND happened_partition = c.place - 2 AND happened_bucket >= c.bucket AND happened > c.happened
              ORDER BY happened_bucket, happened LIMIT $4)
            UNION ALL
            (SELECT * FROM room_rows WHERE second_key = $1 AND happened_partition = c.place - 2 AND happened_bucket >= c.bucket AND happened > c.happened
              ORDER BY happened_bucket, happened LIMIT $4)
          ) AS r
        ) AS r LEFT JOIN message_rows AS m ON m.room_no = r.no AND m.seq = r.last_seq
        ORDER BY r.reached, r.happened_partition, r.happened LIMIT $4
        """;

    internal const string Blocked = "SELECT CASE WHEN by_second THEN first_login ELSE second_login END FROM blocks WHERE blocker_key = $1";

    internal const string HowManyBlocked = "SELECT count(*) FROM blocks WHERE blocker_key = $1";

    internal const string WithBlocks = "SELECT DISTINCT id FROM blocks WHERE id = ANY($1)";

    public async Task FillAsync(Login login, SyncPageBuilder page)
    {
        // One more than asked for shows whether there is more.
        var rows = await reads.ReadAsync(connection => connection.Command(
            Sync, Sql.Text(login.Key), Sql.Numbers([.. page.After]), Sql.Numbers([.. page.After.Select(JournalPlace.BucketOf)]), Sql.Int(page.Limit + 1))
            .ListAsync(row => (Room: RoomOf(row), Happened: new JournalPlace(row.GetInt32(0), row.GetInt64(1)))));
        foreach (var (room, happened) in rows)
        {
            if (!page.TryAdd(room, happened))
            {
                break;
            }
        }
    }

    public Task<IReadOnlyList<Login>> BlockedAsync(Login login) => reads.ReadAsync<IReadOnlyList<Login>>(async connection =>
        await connection.Command(Blocked, Sql.Text(login.Key)).ListAsync(row => Login.FromStored(row.GetString(0))));

    public Task<long> CountBlockedAsync(Login login) => reads.ReadAsync(connection => connection.Command(HowManyBlocked, Sql.Text(login.Key)).FirstAsync(row => row.GetInt64(0)));

    public Task<IReadOnlyList<RoomNumber>> WithBlocksAsync(IReadOnlyCollection<RoomNumber> rooms) => reads.ReadAsync<IReadOnlyList<RoomNumber>>(async connection =>
        await connection.Command(WithBlocks, Sql.Uuids([.. rooms.Select(room => room.Value)])).ListAsync(row => new RoomNumber(row.GetGuid(0))));

    private static SyncedRoom RoomOf(NpgsqlDataReader row)
    {
        var key = RoomKey.Of(Login.FromStored(row.GetString(2)), Login.FromStored(row.GetString(3)));
        return new SyncedRoom(
            key,
            row.GetInt64(4),
            row.GetInt64(5),
            new MemberStanding(row.GetInt64(6), row.GetInt64(7)) { DeliveredUpTo = row.GetInt64(8) },
            new MemberStanding(row.GetInt64(9), row.GetInt64(10)) { DeliveredUpTo = row.GetInt64(11) },
            row.IsDBNull(12) ? null : MessageRow.Read(row, key, 12));
    }
}
