using System.Text.Json;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Projection;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Rooms;

/// <summary>The reads of all rooms of a user, from <c>rooms</c>, <c>messages</c> and <c>blocks</c>.</summary>
internal sealed class UserChatQueries(DatabaseFiles database) : IUserChatQueries
{
    /// <summary>
    /// Of each partition and either side the first rooms above the client's number, so that a page costs the same however many rooms follow. <c>?2</c> and
    /// <c>?3</c> are the numbers and their buckets as JSON arrays, that of partition -1 first.
    /// </summary>
    private const string Candidates = """
        SELECT r.*, max(r.happened_at) OVER (PARTITION BY r.happened_partition ORDER BY r.happened) AS reached FROM (
            SELECT r.* FROM json_each(?2) AS c CROSS JOIN rooms AS r WHERE r.id IN (
                SELECT id FROM rooms WHERE first_key = ?1 AND happened_partition = c.key - 1 AND happened_bucket >= ?3 ->> c.key AND happened > c.value
                ORDER BY happened_bucket, happened LIMIT ?4)
            UNION ALL
            SELECT r.* FROM json_each(?2) AS c CROSS JOIN rooms AS r WHERE r.id IN (
                SELECT id FROM rooms WHERE second_key = ?1 AND happened_partition = c.key - 1 AND happened_bucket >= ?3 ->> c.key AND happened > c.value
                ORDER BY happened_bucket, happened LIMIT ?4)
        ) AS r
        """;

    internal const string Sync = $"""
        SELECT r.happened_partition, r.happened, r.first_login, r.second_login, r.last_seq, r.rev,
            r.first_read, r.first_unread, r.first_delivered, r.second_read, r.second_unread, r.second_delivered, {MessageRow.Columns}
        FROM ({Candidates}) AS r LEFT JOIN messages AS m ON m.id = r.last_id
        ORDER BY r.reached, r.happened_partition, r.happened LIMIT ?4
        """;

    internal const string Blocked = "SELECT iif(bySecond, first_login, second_login) FROM blocks WHERE blocker_key = ?1";

    internal const string HowManyBlocked = "SELECT count(*) FROM blocks WHERE blocker_key = ?1";

    internal const string WithBlocks = "SELECT DISTINCT id FROM blocks WHERE id IN (SELECT value FROM json_each(?1))";

    public Task FillAsync(Login login, SyncPageBuilder page) => database.Readers.RunAsync(session =>
    {
        // One more than asked for shows whether there is more.
        var rows = session.Prepare(Sync).Bind(1, login.Key).Bind(2, JsonSerializer.Serialize(page.After)).Bind(3, JsonSerializer.Serialize(page.After.Select(JournalPlace.BucketOf))).Bind(4, page.Limit + 1L);
        while (rows.Step())
        {
            if (!page.TryAdd(Room(rows), new JournalPlace((int)rows.Number(0), rows.Number(1))))
            {
                rows.Reset();
                break;
            }
        }

        return true;
    });

    public Task<IReadOnlyList<Login>> BlockedAsync(Login login) => database.Readers.RunAsync<IReadOnlyList<Login>>(session =>
    {
        var blocked = new List<Login>();
        var find = session.Prepare(Blocked).Bind(1, login.Key);
        while (find.Step())
        {
            blocked.Add(Login.FromStored(find.Text(0)));
        }

        return blocked;
    });

    public Task<long> CountBlockedAsync(Login login) => database.Readers.RunAsync(session =>
    {
        var count = session.Prepare(HowManyBlocked).Bind(1, login.Key);
        count.Step();
        var number = count.Number(0);
        count.Reset();
        return number;
    });

    public Task<IReadOnlyList<RoomNumber>> WithBlocksAsync(IReadOnlyCollection<RoomNumber> rooms) => database.Readers.RunAsync<IReadOnlyList<RoomNumber>>(session =>
    {
        var found = new List<RoomNumber>();
        var find = session.Prepare(WithBlocks).Bind(1, JsonSerializer.Serialize(rooms.Select(room => room.ToString())));
        while (find.Step())
        {
            found.Add(new RoomNumber(Guid.Parse(find.Text(0))));
        }

        return found;
    });

    private static SyncedRoom Room(Statement row)
    {
        var key = RoomKey.Of(Login.FromStored(row.Text(2)), Login.FromStored(row.Text(3)));
        return new SyncedRoom(
            key,
            row.Number(4),
            row.Number(5),
            new MemberStanding(row.Number(6), row.Number(7)) { DeliveredUpTo = row.Number(8) },
            new MemberStanding(row.Number(9), row.Number(10)) { DeliveredUpTo = row.Number(11) },
            row.IsNull(12) ? null : MessageRow.Read(row, key, 12));
    }
}
