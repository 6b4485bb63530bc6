using System.Globalization;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Sqlite;

namespace ActorChat.Storage.Rooms;

/// <summary>A user's rooms, the latest active first; it sees all that was acknowledged before it was asked.</summary>
public sealed class ChatLists
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

    private readonly ChatDatabase _database;
    private readonly Func<Login, Task> _whenWritten;

    private readonly int _maxPageBytes;

    internal ChatLists(ChatDatabase database, Func<Login, Task> whenWritten, int maxPageBytes) =>
        (_database, _whenWritten, _maxPageBytes) = (database, whenWritten, maxPageBytes);

    /// <summary>A page of the user's rooms; shorter than asked for where their latest messages are long.</summary>
    /// <returns>Null when the cursor is none.</returns>
    public async Task<ChatPage?> PageAsync(Login login, int limit, string? cursor)
    {
        if (!TryReadCursor(cursor, out var activeAt, out var id))
        {
            return null;
        }

        await _whenWritten(login);
        return await _database.Readers.RunAsync(session =>
        {
            // One more than asked for tells whether there is a next page.
            var page = session.Prepare(Page).Bind(1, login.Key).Bind(2, activeAt).Bind(3, id).Bind(4, limit + 1L);
            var chats = new List<Chat>();
            var last = "";
            var bytes = 0L;
            while (page.Step())
            {
                var chat = ChatOf(page, login);
                bytes += chat.LastMessage is { } message ? JsonSize.OverHttp(message) : 0;
                if (chats.Count == limit || (chats.Count > 0 && bytes > _maxPageBytes))
                {
                    page.Reset();
                    return new ChatPage(chats, Cursor.From(last));
                }

                chats.Add(chat);
                last = string.Create(CultureInfo.InvariantCulture, $"{page.Number(1)} {page.Text(0)}");
            }

            return new ChatPage(chats, null);
        });
    }

    /// <summary>One room of the user's; null when it is no room of his.</summary>
    public async Task<Chat?> FindAsync(Login login, RoomNumber room)
    {
        await _whenWritten(login);
        return await _database.Readers.RunAsync(session =>
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
    }

    private static bool TryReadCursor(string? cursor, out long activeAt, out string id)
    {
        (activeAt, id) = (long.MaxValue, "");
        if (string.IsNullOrEmpty(cursor))
        {
            return true;
        }

        if (Cursor.Read(cursor)?.Split(' ') is not [var time, var room] || !RoomNumber.TryParse(room, out _))
        {
            return false;
        }

        id = room;
        return long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out activeAt);
    }

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
