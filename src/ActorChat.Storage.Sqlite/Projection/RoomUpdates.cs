using System.Text.Json;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Projection;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Projection;

/// <summary>Writes what changed in rooms into <c>rooms</c>, <c>user_rooms</c>, and the read flags of <c>messages</c>.</summary>
internal static class RoomUpdates
{
    // Without active_at in the statement, its indices stay untouched.
    private const string Stand = """
        UPDATE rooms SET first_read = coalesce(?2, first_read), first_unread = coalesce(?3, first_unread),
            second_read = coalesce(?4, second_read), second_unread = coalesce(?5, second_unread)
        """;

    private const string StandOnly = Stand + " WHERE id = ?1";
    private const string StandAndPost = Stand + ", active_at = ?6, last_seq = ?7, last_id = ?8, first_client_seq = coalesce(first_client_seq, ?9) WHERE id = ?1";

    private const string Open = """
        INSERT INTO rooms (id, room, first_login, second_login, first_key, second_key, opened_at, active_at,
            last_seq, last_id, first_read, first_unread, second_read, second_unread)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 0, 0, 0, 0, 0) ON CONFLICT (id) DO NOTHING
        """;

    private const string MarkRead = "UPDATE messages SET isRead = 1 WHERE room = ?1 AND seq > ?2 AND seq <= ?3 AND bySecond = ?4 AND isRead = 0";

    private const string Erase = """
        UPDATE messages SET message = '', clientMessageId = NULL, clientKey = NULL WHERE room = ?1 AND seq <= ?2 AND bySecond = ?3
            AND (message <> '' OR clientMessageId IS NOT NULL)
        """;

    private const string AddToUser = """
        INSERT INTO user_rooms (id, rooms) SELECT login, ?2 FROM users WHERE login_key = ?1 AND erase_begun IS NULL
        ON CONFLICT (id) DO UPDATE SET rooms = json_patch(rooms, excluded.rooms)
        """;

    public static void Write(SqliteSession session, ProjectionPlan plan)
    {
        foreach (var change in plan.Rooms)
        {
            if (change.OpenedAt is { } openedAt)
            {
                WriteOpened(session, change.Key, openedAt);
            }

            WriteStanding(session, change);
            WriteRead(session, change.Key, change.First, writtenBySecond: 1);
            WriteRead(session, change.Key, change.Second, writtenBySecond: 0);
            WriteErased(session, change.Key, change.First, writtenBySecond: 0);
            WriteErased(session, change.Key, change.Second, writtenBySecond: 1);
        }

        WriteUserRooms(session, plan.UserRooms);
    }

    private static void WriteOpened(SqliteSession session, RoomKey key, long openedAt) => session.Prepare(Open)
        .Bind(1, key.Number.ToString())
        .Bind(2, key.Token)
        .Bind(3, key.First.Name)
        .Bind(4, key.Second.Name)
        .Bind(5, key.First.Key)
        .Bind(6, key.Second.Key)
        .Bind(7, IsoTime.Text(openedAt))
        .Bind(8, openedAt)
        .Run();

    private static void WriteStanding(SqliteSession session, RoomChange change)
    {
        if (!change.ChangesStanding)
        {
            return;
        }

        var update = session.Prepare(change.Last is null ? StandOnly : StandAndPost)
            .Bind(1, change.Key.Number.ToString())
            .Bind(2, change.First.ReadUpTo)
            .Bind(3, change.First.Unread)
            .Bind(4, change.Second.ReadUpTo)
            .Bind(5, change.Second.Unread);
        if (change.Last is { } last)
        {
            update.Bind(6, last.Time).Bind(7, last.Seq).Bind(8, last.Id).Bind(9, change.FirstClientSeq);
        }

        if (update.Run() == 0)
        {
            throw new InvalidOperationException($"An event of room {change.Key} comes before the room was opened.");
        }
    }

    private static void WriteRead(SqliteSession session, RoomKey key, MemberChange reader, int writtenBySecond)
    {
        if (reader.ReadUpTo is { } upTo)
        {
            session.Prepare(MarkRead).Bind(1, key.Token).Bind(2, reader.ReadFrom).Bind(3, upTo).Bind(4, writtenBySecond).Run();
        }
    }

    private static void WriteErased(SqliteSession session, RoomKey key, MemberChange author, int writtenBySecond)
    {
        if (author.ErasedUpTo is { } upTo)
        {
            session.Prepare(Erase).Bind(1, key.Token).Bind(2, upTo).Bind(3, writtenBySecond).Run();
        }
    }

    private static void WriteUserRooms(SqliteSession session, IEnumerable<UserRooms> added)
    {
        foreach (var user in added)
        {
            var rooms = user.Rooms.ToDictionary(room => room.Key, room => room.Value.ToString());
            session.Prepare(AddToUser).Bind(1, user.User.Key).Bind(2, JsonSerializer.Serialize(rooms, PlainJson)).Run();
        }
    }

    private static readonly JsonSerializerOptions PlainJson = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
