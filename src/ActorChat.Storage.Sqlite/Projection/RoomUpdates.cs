using System.Text.Json;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Projection;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Projection;

/// <summary>Writes what changed in rooms into <c>rooms</c>, <c>user_rooms</c>, and the read flags of <c>messages</c>.</summary>
internal static class RoomUpdates
{
    // SQLite writes an index anew if a column of it is in the statement: those of active_at, happened_partition and happened_bucket stay untouched.
    private const string Stand = """
        UPDATE rooms SET first_read = coalesce(?2, first_read), first_unread = coalesce(?3, first_unread),
            second_read = coalesce(?4, second_read), second_unread = coalesce(?5, second_unread), happened = ?6, happened_at = coalesce(?7, happened_at)
        """;

    private const string AndPost = ", active_at = ?8, last_seq = ?9, last_id = ?10, first_client_seq = coalesce(first_client_seq, ?11)";

    private const string AndFurther = """
        , first_delivered = max(first_delivered, coalesce(?12, 0)), second_delivered = max(second_delivered, coalesce(?13, 0)), rev = coalesce(?14, rev)
        """;

    private const string There = " WHERE id = ?1";
    private const string StandOnly = Stand + There;
    private const string StandAndPost = Stand + AndPost + There;
    private const string StandFurther = Stand + AndFurther + There;
    private const string StandFurtherAndPost = Stand + AndPost + AndFurther + There;

    private const string EnterBucket = """
        UPDATE rooms SET happened_partition = ?2, happened_bucket = ?3 WHERE id = ?1 AND (happened_partition <> ?2 OR happened_bucket <> ?3)
        """;

    private const string Open = """
        INSERT INTO rooms (id, room, first_login, second_login, first_key, second_key, opened_at, active_at,
            last_seq, last_id, first_read, first_unread, second_read, second_unread, happened_partition, happened, happened_at, happened_bucket)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, 0, 0, 0, 0, 0, ?9, ?10, ?11, ?12) ON CONFLICT (id) DO NOTHING
        """;

    private const string Block = "INSERT INTO blocks (id, bySecond, first_login, second_login, blocker_key) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING";
    private const string Unblock = "DELETE FROM blocks WHERE id = ?1 AND bySecond = ?2";

    private const string SetRetention = "INSERT INTO room_retention (id, kept, expired_seq) VALUES (?1, ?2, 0) ON CONFLICT (id) DO UPDATE SET kept = ?2";

    private const string Expire = """
        INSERT INTO room_retention (id, kept, expired_seq) VALUES (?1, NULL, ?2) ON CONFLICT (id) DO UPDATE SET expired_seq = max(expired_seq, ?2)
        """;

    private const string MarkRead = "UPDATE messages SET isRead = 1 WHERE room = ?1 AND seq > ?2 AND seq <= ?3 AND bySecond = ?4 AND isRead = 0";

    private const string Erase = """
        UPDATE messages SET message = '', clientMessageId = NULL, clientKey = NULL, editedAt = NULL WHERE room = ?1 AND seq <= ?2 AND bySecond = ?3
            AND (message <> '' OR clientMessageId IS NOT NULL OR editedAt IS NOT NULL)
        """;

    private const string EraseFirstReactions = "UPDATE messages SET firstReactions = NULL WHERE room = ?1 AND rev IS NOT NULL AND firstReactions IS NOT NULL";
    private const string EraseSecondReactions = "UPDATE messages SET secondReactions = NULL WHERE room = ?1 AND rev IS NOT NULL AND secondReactions IS NOT NULL";
    private const string EraseOperations = "DELETE FROM operations WHERE room = ?1 AND bySecond = ?2";

    private const string AddToUser = """
        INSERT INTO user_rooms (id, rooms) SELECT login, ?2 FROM users WHERE login_key = ?1 AND erase_begun IS NULL
        ON CONFLICT (id) DO UPDATE SET rooms = json_patch(rooms, excluded.rooms)
        """;

    public static void Write(SqliteSession session, ProjectionPlan plan, KnownBuckets buckets)
    {
        foreach (var change in plan.Rooms)
        {
            if (change.OpenedAt is { } openedAt)
            {
                WriteOpened(session, change, openedAt);
            }

            WriteStanding(session, change, buckets);
            WriteRead(session, change.Key, change.First, writtenBySecond: 1);
            WriteRead(session, change.Key, change.Second, writtenBySecond: 0);
            WriteBlock(session, change.Key, change.First, bySecond: 0);
            WriteBlock(session, change.Key, change.Second, bySecond: 1);
            WriteRetention(session, change);
        }

        WriteUserRooms(session, plan.UserRooms);
    }

    /// <summary>Erases what users wrote: the last step, since the same plan may have written it.</summary>
    public static void WriteErased(SqliteSession session, ProjectionPlan plan)
    {
        foreach (var change in plan.Rooms)
        {
            WriteErased(session, change.Key, change.First, bySecond: 0);
            WriteErased(session, change.Key, change.Second, bySecond: 1);
        }
    }

    private static void WriteOpened(SqliteSession session, RoomChange change, long openedAt) => session.Prepare(Open)
        .Bind(1, change.Key.Number.ToString())
        .Bind(2, change.Key.Token)
        .Bind(3, change.Key.First.Name)
        .Bind(4, change.Key.Second.Name)
        .Bind(5, change.Key.First.Key)
        .Bind(6, change.Key.Second.Key)
        .Bind(7, IsoTime.Text(openedAt))
        .Bind(8, openedAt)
        .Bind(9, change.Happened!.Value.Partition)
        .Bind(10, change.Happened.Value.Number)
        .Bind(11, change.HappenedAt ?? openedAt)
        .Bind(12, change.Happened.Value.Bucket)
        .Run();

    private static void WriteStanding(SqliteSession session, RoomChange change, KnownBuckets buckets)
    {
        if (!change.ChangesRoom)
        {
            return;
        }

        var (number, place) = (change.Key.Number.ToString(), change.Happened!.Value);
        var isFurther = change.Rev is not null || change.First.DeliveredUpTo is not null || change.Second.DeliveredUpTo is not null;
        var update = session.Prepare((change.Last, isFurther) switch
            {
                (null, false) => StandOnly,
                (null, true) => StandFurther,
                (_, false) => StandAndPost,
                (_, true) => StandFurtherAndPost,
            })
            .Bind(1, number)
            .Bind(2, change.First.ReadUpTo)
            .Bind(3, change.First.Unread)
            .Bind(4, change.Second.ReadUpTo)
            .Bind(5, change.Second.Unread)
            .Bind(6, place.Number)
            .Bind(7, change.HappenedAt);
        if (change.Last is { } last)
        {
            update.Bind(8, last.Time).Bind(9, last.Seq).Bind(10, last.Id).Bind(11, change.FirstClientSeq);
        }

        if (isFurther)
        {
            update.Bind(12, change.First.DeliveredUpTo).Bind(13, change.Second.DeliveredUpTo).Bind(14, change.Rev);
        }

        if (update.Run() == 0 && change.ChangesStanding)
        {
            throw new InvalidOperationException($"An event of room {change.Key} comes before the room was opened.");
        }

        if (buckets.Enters(change.Key.Number, place.Bucket))
        {
            session.Prepare(EnterBucket).Bind(1, number).Bind(2, place.Partition).Bind(3, place.Bucket).Run();
        }
    }

    private static void WriteBlock(SqliteSession session, RoomKey key, MemberChange blocker, int bySecond)
    {
        if (blocker.Blocks is not { } blocks)
        {
            return;
        }

        var write = session.Prepare(blocks ? Block : Unblock).Bind(1, key.Number.ToString()).Bind(2, bySecond);
        if (blocks)
        {
            write.Bind(3, key.First.Name).Bind(4, key.Second.Name).Bind(5, bySecond == 0 ? key.First.Key : key.Second.Key);
        }

        write.Run();
    }

    private static void WriteRetention(SqliteSession session, RoomChange change)
    {
        if (change.Retention is { } set)
        {
            session.Prepare(SetRetention).Bind(1, change.Key.Number.ToString()).Bind(2, set.Kept).Run();
        }

        if (change.ExpiredUpTo is { } upTo)
        {
            session.Prepare(Expire).Bind(1, change.Key.Number.ToString()).Bind(2, upTo).Run();
        }
    }

    private static void WriteRead(SqliteSession session, RoomKey key, MemberChange reader, int writtenBySecond)
    {
        if (reader.ReadUpTo is { } upTo)
        {
            session.Prepare(MarkRead).Bind(1, key.Token).Bind(2, reader.ReadFrom).Bind(3, upTo).Bind(4, writtenBySecond).Run();
        }
    }

    private static void WriteErased(SqliteSession session, RoomKey key, MemberChange user, int bySecond)
    {
        if (user.ErasedUpTo is { } upTo)
        {
            session.Prepare(Erase).Bind(1, key.Token).Bind(2, upTo).Bind(3, bySecond).Run();
            session.Prepare(bySecond == 0 ? EraseFirstReactions : EraseSecondReactions).Bind(1, key.Token).Run();
            session.Prepare(EraseOperations).Bind(1, key.Token).Bind(2, bySecond).Run();
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
