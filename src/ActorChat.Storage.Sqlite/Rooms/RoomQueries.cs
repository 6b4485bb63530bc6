using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Rooms;

/// <summary>The reads of <c>rooms</c> and <c>messages</c>: the statements, and how their rows become records.</summary>
internal sealed class RoomQueries(DatabaseFiles database) : IRoomQueries
{
    private const string Columns = "SELECT id, seq, bySecond, message, time, clientMessageId FROM messages";

    internal const string FirstAfter = Columns + " WHERE room = ?1 AND seq > ?2 AND seq < ?3 ORDER BY seq LIMIT ?4";
    internal const string LastBefore = Columns + " WHERE room = ?1 AND seq > ?2 AND seq < ?3 ORDER BY seq DESC LIMIT ?4";
    internal const string ByClientId = Columns + " WHERE clientKey = ?1 AND room = ?2 AND bySecond = ?3 AND clientMessageId = ?4";
    internal const string HowMany = "SELECT count(*) FROM messages WHERE room = ?1 AND seq > ?2 AND seq <= ?3 AND bySecond = ?4";

    internal const string ClientIds = """
        SELECT seq, bySecond, clientMessageId FROM messages WHERE room = ?1 AND seq > ?2 AND seq < ?3 AND clientMessageId IS NOT NULL ORDER BY seq LIMIT ?4
        """;

    internal const string Room = """
        SELECT first_login, second_login, last_seq, first_read, first_unread, second_read, second_unread, first_client_seq,
            EXISTS (SELECT 1 FROM users WHERE login_key = first_key AND erase_begun IS NOT NULL),
            EXISTS (SELECT 1 FROM users WHERE login_key = second_key AND erase_begun IS NOT NULL)
        FROM rooms WHERE id = ?
        """;

    public Task<StoredRoom?> LoadAsync(RoomNumber room, int messages) => database.Readers.RunAsync(session => Load(session, room, messages));

    public Task<IReadOnlyList<ChatMessage>> ReadPageAsync(RoomKey room, long? before, long? after, int limit, int maxBytes) =>
        database.Readers.RunAsync<IReadOnlyList<ChatMessage>>(session => Page(session, room, before, after, limit, maxBytes));

    public Task<ChatMessage?> FindByClientIdAsync(RoomKey room, Login author, string clientMessageId) =>
        database.Readers.RunAsync(session => Find(session, room, author, clientMessageId));

    public Task<IReadOnlyList<StoredClientId>> ReadClientIdsAsync(RoomKey room, long after, long before, int limit) =>
        database.Readers.RunAsync<IReadOnlyList<StoredClientId>>(session => ReadClientIds(session, room, after, before, limit));

    public Task<long> CountAsync(RoomKey room, Login author, long after, long upTo) =>
        database.Readers.RunAsync(session => Count(session, room, author, after, upTo));

    private static StoredRoom? Load(SqliteSession session, RoomNumber room, int messages)
    {
        var find = session.Prepare(Room).Bind(1, room.ToString());
        if (!find.Step())
        {
            return null;
        }

        var key = RoomKey.Of(Login.FromStored(find.Text(0)), Login.FromStored(find.Text(1)));
        var first = new MemberStanding(find.Number(3), find.Number(4));
        var second = new MemberStanding(find.Number(5), find.Number(6));
        var (lastSeq, firstClientSeq) = (find.Number(2), find.NumberOrNull(7));
        var (firstIsErased, secondIsErased) = (find.Number(8) != 0, find.Number(9) != 0);
        find.Reset();
        List<ChatMessage> latest = lastSeq == 0 || messages == 0 ? [] : Page(session, key, null, null, messages, int.MaxValue);
        var oldest = latest.Count > 0 ? latest[0].Seq : lastSeq + 1;
        return new StoredRoom(key, lastSeq, first, second, latest, firstClientSeq < oldest, firstIsErased, secondIsErased);
    }

    private static List<ChatMessage> Page(SqliteSession session, RoomKey room, long? before, long? after, int limit, int maxBytes)
    {
        var ascending = after is not null;
        var find = session.Prepare(ascending ? FirstAfter : LastBefore)
            .Bind(1, room.Token).Bind(2, after ?? 0).Bind(3, before ?? long.MaxValue).Bind(4, limit);
        var page = new MessagePageBuilder(limit, maxBytes, ascending);
        while (find.Step())
        {
            page.Add(Message(find, room));
            if (page.IsFull)
            {
                find.Reset();
                break;
            }
        }

        return page.Build();
    }

    private static ChatMessage? Find(SqliteSession session, RoomKey room, Login author, string clientMessageId)
    {
        var find = session.Prepare(ByClientId)
            .Bind(1, ClientKey.Of(room.Number, clientMessageId)).Bind(2, room.Token).Bind(3, author == room.First ? 0 : 1).Bind(4, clientMessageId);
        if (!find.Step())
        {
            return null;
        }

        var message = Message(find, room);
        find.Reset();
        return message;
    }

    private static List<StoredClientId> ReadClientIds(SqliteSession session, RoomKey room, long after, long before, int limit)
    {
        var find = session.Prepare(ClientIds).Bind(1, room.Token).Bind(2, after).Bind(3, before).Bind(4, limit);
        var ids = new List<StoredClientId>(Math.Min(limit, 256));
        while (find.Step())
        {
            ids.Add(new StoredClientId(find.Number(0), find.Number(1) == 0 ? room.First : room.Second, find.Text(2)));
        }

        return ids;
    }

    private static long Count(SqliteSession session, RoomKey room, Login author, long after, long upTo)
    {
        var find = session.Prepare(HowMany).Bind(1, room.Token).Bind(2, after).Bind(3, upTo).Bind(4, author == room.First ? 0 : 1);
        find.Step();
        var count = find.Number(0);
        find.Reset();
        return count;
    }

    private static ChatMessage Message(Statement row, RoomKey room) => new(
        room.Number,
        Id: row.Number(0),
        Seq: row.Number(1),
        Author: row.Number(2) == 0 ? room.First : room.Second,
        Text: row.Text(3),
        Time: IsoTime.Read(row.Utf8(4)),
        ClientMessageId: row.TextOrNull(5));
}
