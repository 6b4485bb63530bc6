using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.Rooms;

namespace ActorChat.Storage.PostgreSql.Rooms;

/// <summary>The rooms of a user by their numbers, from <c>room_rows</c>.</summary>
internal sealed class ExportQueries(Pool reads) : IExportQueries
{
    private const string Columns = "id, first_login, second_login, opened_at, last_seq, first_read, first_unread, second_read, second_unread, first_delivered, second_delivered";

    /// <summary>A user is the first of some rooms and the second of others: two index ranges, sorted for each page.</summary>
    internal const string Page = $"""
        SELECT {Columns} FROM (
          (SELECT {Columns} FROM room_rows WHERE first_key = $1 AND id >= $2 ORDER BY id LIMIT $3)
          UNION ALL
          (SELECT {Columns} FROM room_rows WHERE second_key = $1 AND id >= $2 ORDER BY id LIMIT $3)
        ) AS own ORDER BY id LIMIT $3
        """;

    public Task<IReadOnlyList<ExportedRoom>> RoomsAsync(Login login, RoomNumber from, int limit) => reads.ReadAsync<IReadOnlyList<ExportedRoom>>(async connection =>
        await connection.Command(Page, Sql.Text(login.Key), Sql.Uuid(from.Value), Sql.Int(limit)).ListAsync(row => new ExportedRoom(
            RoomKey.Of(Login.FromStored(row.GetString(1)), Login.FromStored(row.GetString(2))),
            row.GetInt64(3),
            row.GetInt64(4),
            new MemberStanding(row.GetInt64(5), row.GetInt64(6)) { DeliveredUpTo = row.GetInt64(9) },
            new MemberStanding(row.GetInt64(7), row.GetInt64(8)) { DeliveredUpTo = row.GetInt64(10) })));
}
