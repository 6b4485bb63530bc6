using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Rooms;

/// <summary>The rooms of a user by their numbers, from <c>rooms</c>.</summary>
internal sealed class ExportQueries(DatabaseFiles database) : IExportQueries
{
    /// <summary>A user is the first of some rooms and the second of others: the numbers are in both indices, and sorted for each page.</summary>
    internal const string Page = """
        SELECT r.first_login, r.second_login, r.opened_at, r.last_seq, r.first_read, r.first_unread, r.second_read, r.second_unread, r.first_delivered, r.second_delivered FROM (
            SELECT * FROM (SELECT id FROM rooms WHERE first_key = ?1 AND id >= ?2 ORDER BY id LIMIT ?3)
            UNION ALL
            SELECT * FROM (SELECT id FROM rooms WHERE second_key = ?1 AND id >= ?2 ORDER BY id LIMIT ?3)
        ) AS own JOIN rooms AS r ON r.id = own.id ORDER BY own.id LIMIT ?3
        """;

    public Task<IReadOnlyList<ExportedRoom>> RoomsAsync(Login login, RoomNumber from, int limit) => database.Readers.RunAsync<IReadOnlyList<ExportedRoom>>(session =>
    {
        var rows = session.Prepare(Page).Bind(1, login.Key).Bind(2, from.ToString()).Bind(3, limit);
        var rooms = new List<ExportedRoom>();
        while (rows.Step())
        {
            rooms.Add(new ExportedRoom(
                RoomKey.Of(Login.FromStored(rows.Text(0)), Login.FromStored(rows.Text(1))),
                IsoTime.Read(rows.Utf8(2)),
                rows.Number(3),
                new MemberStanding(rows.Number(4), rows.Number(5)) { DeliveredUpTo = rows.Number(8) },
                new MemberStanding(rows.Number(6), rows.Number(7)) { DeliveredUpTo = rows.Number(9) }));
        }

        return rooms;
    });
}
