using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Rooms;

/// <summary>The rooms of a user, from <c>rooms</c> and <c>messages</c>.</summary>
internal sealed class ChatListQueries(DatabaseFiles database) : IChatListQueries
{
    private const string Columns = """
        r.id, r.active_at, r.first_login, r.second_login, r.first_unread, r.second_unread, r.first_read, r.second_read, m.id, m.seq, m.bySecond, m.message, m.time, m.clientMessageId
        """;

    /// <summary>A user is the first of some rooms and the second of others: two index ranges, merged.</summary>
    internal const string Page = $"""
        SELECT {Columns} FROM (
            SELECT * FROM (SELECT * FROM rooms WHERE first_key = ?1 AND (active_at, id) < (?2, ?3) ORDER BY active_at DESC, id DESC LIMIT ?4)
            UNION ALL
            SELECT * FROM (SELECT * FROM rooms WHERE second_key = ?1 AND (active_at, id) < (?2, ?3) ORDER BY active_at DESC, id DESC LIMIT ?4)
        ) AS r LEFT JOIN messages AS m ON m.id = r.last_id
        ORDER BY r.active_at DESC, r.id DESC LIMIT ?4
        """;

    internal const string One = $"SELECT {Columns} FROM rooms AS r LEFT JOIN messages AS m ON m.id = r.last_id WHERE r.id = ?1";

    public Task FillAsync(Login login, ChatPosition before, ChatPageBuilder page) => database.Readers.RunAsync(session =>
    {
        // One more than asked for shows whether there is a next page.
        var rows = session.Prepare(Page).Bind(1, login.Key).Bind(2, before.ActiveAt).Bind(3, before.Room).Bind(4, page.Limit + 1L);
        while (rows.Step())
        {
            if (!page.TryAdd(ChatOf(rows, login), new ChatPosition(rows.Number(1), rows.Text(0))))
            {
                rows.Reset();
                break;
            }
        }

        return true;
    });

    public Task<Chat?> FindAsync(Login login, RoomNumber room) => database.Readers.RunAsync(session =>
    {
        var find = session.Prepare(One).Bind(1, room.ToString());
        if (!find.Step())
        {
            return null;
        }

        var isMember = Login.FromStored(find.Text(2)) == login || Login.FromStored(find.Text(3)) == login;
        var chat = isMember ? ChatOf(find, login) : null;
        find.Reset();
        return chat;
    });

    private static Chat ChatOf(Statement row, Login login)
    {
        var (first, second) = (Login.FromStored(row.Text(2)), Login.FromStored(row.Text(3)));
        var isFirst = login == first;
        _ = RoomNumber.TryParse(row.Text(0), out var room);
        var companion = isFirst ? second : first;
        var unread = row.Number(isFirst ? 4 : 5);
        if (row.IsNull(8))
        {
            return new Chat(room, companion, unread, null, false);
        }

        var bySecond = row.Number(10) != 0;
        var seq = row.Number(9);
        var message = new ChatMessage(room, row.Number(8), seq, bySecond ? second : first, row.Text(11), IsoTime.Read(row.Utf8(12)), row.TextOrNull(13));
        return new Chat(room, companion, unread, message, row.Number(bySecond ? 6 : 7) >= seq);
    }
}
