using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Rooms;

/// <summary>The reads of <c>rooms</c> and <c>messages</c>: the statements, and how their rows become records.</summary>
internal sealed class RoomQueries(DatabaseFiles database) : IRoomQueries
{
    private const string Columns = $"SELECT {MessageRow.Columns} FROM messages AS m";

    private const string IsThisOne = "m.room = ?4 AND m.bySecond = ?5 AND m.clientMessageId = ?6";

    internal const string FirstAfter = Columns + " WHERE room = ?1 AND seq > ?2 AND seq < ?3 ORDER BY seq LIMIT ?4";
    internal const string LastBefore = Columns + " WHERE room = ?1 AND seq > ?2 AND seq < ?3 ORDER BY seq DESC LIMIT ?4";
    internal const string BySeq = Columns + " WHERE room = ?1 AND seq = ?2";
    internal const string Changes = Columns + " WHERE room = ?1 AND rev > ?2 ORDER BY rev LIMIT ?3";
    internal const string Operation = "SELECT seq, rev, time FROM operations WHERE room = ?1 AND bySecond = ?2 AND operationId = ?3";
    internal const string HowMany = "SELECT count(*) FROM messages WHERE room = ?1 AND seq > ?2 AND seq <= ?3 AND bySecond = ?4";

    /// <summary>Block by block from the room's latest, then among the rows from before there were blocks, then among the room's first messages, which have no key.</summary>
    internal static readonly string ByClientId = $"""
        WITH RECURSIVE blocks_of_room (n) AS (SELECT last_seq >> {ClientKey.BlockShift} FROM rooms WHERE id = ?1 UNION ALL SELECT n - 1 FROM blocks_of_room WHERE n > 0)
        SELECT {MessageRow.Columns} FROM blocks_of_room CROSS JOIN messages AS m INDEXED BY messages_by_client_id
        ON m.clientKey = (?2 | ((n & {ClientKey.BlockMask}) << {ClientKey.HashBits})) AND {IsThisOne}
        UNION ALL {Columns} INDEXED BY messages_by_client_id WHERE m.clientKey = ?3 AND {IsThisOne}
        UNION ALL {Columns} INDEXED BY messages_by_room WHERE {IsThisOne} AND m.seq <= {ClientKey.ReadThrough}
        LIMIT 1
        """;

    internal const string ClientIds = """
        SELECT seq, bySecond, clientMessageId FROM messages WHERE room = ?1 AND seq > ?2 AND seq < ?3 AND clientMessageId IS NOT NULL ORDER BY seq LIMIT ?4
        """;

    internal const string Room = """
        SELECT first_login, second_login, last_seq, first_read, first_unread, second_read, second_unread, first_client_seq,
            EXISTS (SELECT 1 FROM users WHERE login_key = first_key AND erase_begun IS NOT NULL),
            EXISTS (SELECT 1 FROM users WHERE login_key = second_key AND erase_begun IS NOT NULL),
            first_delivered, second_delivered, rev,
            EXISTS (SELECT 1 FROM blocks AS b WHERE b.id = rooms.id AND bySecond = 0), EXISTS (SELECT 1 FROM blocks AS b WHERE b.id = rooms.id AND bySecond = 1)
        FROM rooms WHERE id = ?
        """;

    internal const string Blocks = "SELECT first_login, second_login, bySecond FROM blocks WHERE id = ?1 ORDER BY bySecond";
    internal const string IsErased = "SELECT 1 FROM users WHERE login_key = ?1 AND erase_begun IS NOT NULL";

    public Task<StoredRoom?> LoadAsync(RoomNumber room, int messages) => database.Readers.RunAsync(session => Load(session, room, messages));

    public Task<IReadOnlyList<ChatMessage>> ReadPageAsync(RoomKey room, long? before, long? after, int limit, int maxBytes) =>
        database.Readers.RunAsync<IReadOnlyList<ChatMessage>>(session => Page(session, room, before, after, limit, maxBytes));

    public Task<ChatMessage?> FindByClientIdAsync(RoomKey room, Login author, string clientMessageId) =>
        database.Readers.RunAsync(session => Find(session, room, author, clientMessageId));

    public Task<IReadOnlyList<StoredClientId>> ReadClientIdsAsync(RoomKey room, long after, long before, int limit) =>
        database.Readers.RunAsync<IReadOnlyList<StoredClientId>>(session => ReadClientIds(session, room, after, before, limit));

    public Task<long> CountAsync(RoomKey room, Login author, long after, long upTo) =>
        database.Readers.RunAsync(session => Count(session, room, author, after, upTo));

    public Task<ChatMessage?> FindAsync(RoomKey room, long seq) => database.Readers.RunAsync(session =>
        One(session.Prepare(BySeq).Bind(1, room.Token).Bind(2, seq), row => MessageRow.Read(row, room)));

    public Task<StoredOperation?> FindOperationAsync(RoomKey room, Login by, string operationId) => database.Readers.RunAsync(session =>
        One(session.Prepare(Operation).Bind(1, room.Token).Bind(2, by == room.First ? 0 : 1).Bind(3, operationId), row => new StoredOperation(row.Number(0), row.Number(1), row.Number(2))));

    public Task<IReadOnlyList<ChatMessage>> ReadChangesAsync(RoomKey room, long since, int limit, int maxBytes) => database.Readers.RunAsync<IReadOnlyList<ChatMessage>>(session =>
        Fill(new MessagePageBuilder(limit, maxBytes, ascending: true), session.Prepare(Changes).Bind(1, room.Token).Bind(2, since).Bind(3, limit), room));

    private static StoredRoom? Load(SqliteSession session, RoomNumber room, int messages)
    {
        var find = session.Prepare(Room).Bind(1, room.ToString());
        if (!find.Step())
        {
            return LoadUnopened(session, room);
        }

        var key = RoomKey.Of(Login.FromStored(find.Text(0)), Login.FromStored(find.Text(1)));
        var firstClientSeq = find.NumberOrNull(7);
        var found = new StoredRoom(
            key,
            find.Number(2),
            new MemberStanding(find.Number(3), find.Number(4)) { DeliveredUpTo = find.Number(10) },
            new MemberStanding(find.Number(5), find.Number(6)) { DeliveredUpTo = find.Number(11) },
            [],
            HasOlderClientIds: false,
            FirstIsErased: find.Number(8) != 0,
            SecondIsErased: find.Number(9) != 0)
        {
            Rev = find.Number(12),
            FirstBlocks = find.Number(13) != 0,
            SecondBlocks = find.Number(14) != 0,
        };
        find.Reset();
        List<ChatMessage> latest = found.LastSeq == 0 || messages == 0 ? [] : Page(session, key, null, null, messages, int.MaxValue);
        var oldest = latest.Count > 0 ? latest[0].Seq : found.LastSeq + 1;
        return found with { Latest = latest, HasOlderClientIds = firstClientSeq < oldest };
    }

    /// <summary>What is known of a room that was never opened: a block.</summary>
    private static StoredRoom? LoadUnopened(SqliteSession session, RoomNumber room)
    {
        StoredRoom? found = null;
        var find = session.Prepare(Blocks).Bind(1, room.ToString());
        while (find.Step())
        {
            found ??= new StoredRoom(RoomKey.Of(Login.FromStored(find.Text(0)), Login.FromStored(find.Text(1))), 0, default, default, [], false) { Exists = false };
            found = find.Number(2) == 0 ? found with { FirstBlocks = true } : found with { SecondBlocks = true };
        }

        return found is null ? null : found with { FirstIsErased = HasErased(session, found.Key.First), SecondIsErased = HasErased(session, found.Key.Second) };
    }

    private static bool HasErased(SqliteSession session, Login user) => One(session.Prepare(IsErased).Bind(1, user.Key), _ => user.Key) is not null;

    private static List<ChatMessage> Page(SqliteSession session, RoomKey room, long? before, long? after, int limit, int maxBytes)
    {
        var ascending = after is not null;
        var find = session.Prepare(ascending ? FirstAfter : LastBefore)
            .Bind(1, room.Token).Bind(2, after ?? 0).Bind(3, before ?? long.MaxValue).Bind(4, limit);
        return Fill(new MessagePageBuilder(limit, maxBytes, ascending), find, room);
    }

    private static List<ChatMessage> Fill(MessagePageBuilder page, Statement find, RoomKey room)
    {
        while (find.Step())
        {
            page.Add(MessageRow.Read(find, room));
            if (page.IsFull)
            {
                find.Reset();
                break;
            }
        }

        return page.Build();
    }

    private static ChatMessage? Find(SqliteSession session, RoomKey room, Login author, string clientMessageId) => One(
        session.Prepare(ByClientId)
            .Bind(1, room.Number.ToString())
            .Bind(2, ClientKey.OfFirstBlock(room.Number, clientMessageId))
            .Bind(3, ClientKey.OfOldRow(room.Number, clientMessageId))
            .Bind(4, room.Token)
            .Bind(5, author == room.First ? 0 : 1)
            .Bind(6, clientMessageId),
        row => MessageRow.Read(row, room));

    private static T? One<T>(Statement find, Func<Statement, T> read)
        where T : class
    {
        if (!find.Step())
        {
            return null;
        }

        var found = read(find);
        find.Reset();
        return found;
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
}
