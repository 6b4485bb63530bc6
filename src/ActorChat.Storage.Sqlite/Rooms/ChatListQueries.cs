using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Rooms;

/// <summary>The rooms of a user, from <c>rooms</c> and <c>messages</c>.</summary>
internal sealed class ChatListQueries(DatabaseFiles database) : IChatListQueries
{
    private const string Columns = $"""
        r.id, r.active_at, r.first_login, r.second_login, r.first_unread, r.second_unread, r.first_read, r.second_read, r.last_seq, r.rev, {MessageRow.Columns}
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
        var key = RoomKey.Of(Login.FromStored(row.Text(2)), Login.FromStored(row.Text(3)));
        var last = row.IsNull(10) ? null : MessageRow.Read(row, key, 10);
        return new Chat(
            key.Number,
            key.CompanionOf(login),
            Unread: row.Number(login == key.First ? 4 : 5),
            last,
            LastMessageIsRead: last is not null && row.Number(last.Author == key.First ? 7 : 6) >= last.Seq,
            LastSeq: row.Number(8),
            Rev: row.Number(9));
    }
}
