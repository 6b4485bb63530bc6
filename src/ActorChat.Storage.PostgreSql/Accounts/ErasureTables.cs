using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Connections;

namespace ActorChat.Storage.PostgreSql.Accounts;

/// <summary>The steps of erasing a user in the tables.</summary>
/// <param name="reads">For reads.</param>
/// <param name="writes">For writes.</param>
/// <param name="vacuum">Vacuums tables by their names, on a connection without a time-out.</param>
internal sealed class ErasureTables(Pool reads, Pool writes, Func<string, Task> vacuum) : IErasureTables
{
    private const string Begin = """
        UPDATE users SET password = '', last_seen = NULL, blocked_at = NULL, erase_begun = coalesce(erase_begun, $2), erase_done = NULL WHERE login_key = $1
        """;

    private const string Offline = "DELETE FROM online_users WHERE user_id = (SELECT id FROM users WHERE login_key = $1)";
    private const string Done = "UPDATE users SET erase_done = $2 WHERE login_key = $1";
    private const string DeleteBlocks = "DELETE FROM blocks WHERE blocker_key = $1";
    private const string Unfinished = "SELECT login FROM users WHERE erase_begun IS NOT NULL AND erase_done IS NULL";

    private const string RoomsOf = """
        SELECT no, id, false FROM room_rows WHERE first_key = $1 UNION ALL SELECT no, id, true FROM room_rows WHERE second_key = $1
        """;

    private const string WithText = """
        SELECT r.id FROM unnest($1::uuid[], $2::bigint[], $3::boolean[]) AS r (id, no, by_second)
        WHERE EXISTS (SELECT 1 FROM message_rows AS m WHERE m.room_no = r.no AND m.by_second = r.by_second AND (m.text <> '' OR m.client_id IS NOT NULL OR m.edited_at IS NOT NULL))
          OR EXISTS (SELECT 1 FROM message_rows AS m WHERE m.room_no = r.no AND m.rev IS NOT NULL AND CASE WHEN r.by_second THEN m.second_reactions ELSE m.first_reactions END IS NOT NULL)
          OR EXISTS (SELECT 1 FROM operations AS o WHERE o.room_no = r.no AND o.by_second = r.by_second)
          OR EXISTS (SELECT 1 FROM blocks AS b WHERE b.id = r.id AND b.by_second = r.by_second)
        """;

    /// <summary>Rooms that one read looks at: other reads go between.</summary>
    private const int RoomsAtATime = 200;

    public Task<IReadOnlyList<string>?> BeginAsync(Login login, long now) => writes.WriteAsync(async connection =>
    {
        if (await connection.Command(Begin, Sql.Text(login.Key), Sql.Number(now)).RunAsync() != 1)
        {
            return null;
        }

        await connection.Command(Offline, Sql.Text(login.Key)).RunAsync();
        return await TokenTable.DeleteAllOfAsync(connection, login);
    });

    public Task<IReadOnlyList<Login>> UnfinishedAsync() => reads.ReadAsync<IReadOnlyList<Login>>(async connection =>
        await connection.Command(Unfinished).ListAsync(row => Login.FromStored(row.GetString(0))));

    public async Task<IReadOnlyList<RoomNumber>> RoomsWithTextAsync(Login login)
    {
        var rooms = await reads.ReadAsync(connection => connection.Command(RoomsOf, Sql.Text(login.Key))
            .ListAsync(row => (No: row.GetInt64(0), Id: row.GetGuid(1), BySecond: row.GetBoolean(2))));
        var withText = new List<RoomNumber>();
        foreach (var some in rooms.Chunk(RoomsAtATime))
        {
            withText.AddRange(await reads.ReadAsync(connection => connection.Command(
                    WithText, Sql.Uuids([.. some.Select(room => room.Id)]), Sql.Numbers([.. some.Select(room => room.No)]), Sql.Flags([.. some.Select(room => room.BySecond)]))
                .ListAsync(row => new RoomNumber(row.GetGuid(0)))));
        }

        return withText;
    }

    /// <summary>
    /// Takes the deleted rows out of the tables. What PostgreSQL leaves of them until other rows come there, in its write-ahead log and in backups, is not its
    /// own to delete: docs/backup.md says for how long.
    /// </summary>
    public async Task<bool> ScrubAsync(Login login)
    {
        await vacuum("message_rows, operations, blocks, journal, users");
        return true;
    }

    public Task FinishAsync(Login login, long now) => writes.WriteAsync(async connection =>
    {
        await connection.Command(DeleteBlocks, Sql.Text(login.Key)).RunAsync();
        return await connection.Command(Done, Sql.Text(login.Key), Sql.Number(now)).RunAsync();
    });
}
