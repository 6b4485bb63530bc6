using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.Rooms;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Rooms;

/// <summary>The rooms of a user, from <c>room_rows</c> and <c>message_rows</c>.</summary>
internal sealed class ChatListQueries(Pool reads) : IChatListQueries
{
    private const string Columns = $"""
        r.id, r.active_at, r.first_login, r.second_login, r.first_unread, r.second_unread, r.first_read, r.second_read, r.last_seq, r.rev, {MessageRow.Columns}
        """;

    private const string WithLatest = "LEFT JOIN message_rows AS m ON m.room_no = r.no AND m.seq = r.last_seq";

    /// <summary>A user is the first of some rooms and the second of others: two index ranges, merged. Within a day the rooms are sorted.</summary>
    internal const string Page = $"""
        SELECT {Columns} FROM (
          (SELECT * FROM room_rows WHERE first_key = $1 AND active_day <= $5 AND (active_at, id) < ($2, $3) ORDER BY active_day DESC, active_at DESC, id DESC LIMIT $4)
          UNION ALL
          (SELECT * FROM room_rows WHERE second_key = $1 AND active_day <= $5 AND (active_at, id) < ($2, $3) ORDER BY active_day DESC, active_at DESC, id DESC LIMIT $4)
        ) AS r {WithLatest} ORDER BY r.active_at DESC, r.id DESC LIMIT $4
        """;

    internal const string One = $"SELECT {Columns} FROM room_rows AS r {WithLatest} WHERE r.id = $1";

    public async Task FillAsync(Login login, ChatPosition before, ChatPageBuilder page)
    {
        // Text and number of a room sort alike. One more than asked for shows whether there is a next page.
        _ = RoomNumber.TryParse(before.Room, out var room);
        var rows = await reads.ReadAsync(connection => connection.Command(
            Page, Sql.Text(login.Key), Sql.Number(before.ActiveAt), Sql.Uuid(room.Value), Sql.Int(page.Limit + 1), Sql.Int(ActiveDay.Of(before.ActiveAt)))
            .ListAsync(row => (Chat: ChatOf(row, login), Position: new ChatPosition(row.GetInt64(1), new RoomNumber(row.GetGuid(0)).ToString()))));
        foreach (var (chat, position) in rows)
        {
            if (!page.TryAdd(chat, position))
            {
                break;
            }
        }
    }

    public Task<Chat?> FindAsync(Login login, RoomNumber room) => reads.ReadAsync(connection => connection.Command(One, Sql.Uuid(room.Value))
        .FirstAsync(row => Login.FromStored(row.GetString(2)) == login || Login.FromStored(row.GetString(3)) == login ? ChatOf(row, login) : null));

    private static Chat ChatOf(NpgsqlDataReader row, Login login)
    {
        var key = RoomKey.Of(Login.FromStored(row.GetString(2)), Login.FromStored(row.GetString(3)));
        var last = row.IsDBNull(10) ? null : MessageRow.Read(row, key, 10);
        return new Chat(
            key.Number,
            key.CompanionOf(login),
            Unread: row.GetInt64(login == key.First ? 4 : 5),
            last,
            LastMessageIsRead: last is not null && row.GetInt64(last.Author == key.First ? 7 : 6) >= last.Seq,
            LastSeq: row.GetInt64(8),
            Rev: row.GetInt64(9));
    }
}
