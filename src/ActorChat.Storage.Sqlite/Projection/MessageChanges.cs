using ActorChat.Actors.Rooms;
using ActorChat.Storage.Projection;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Projection;

/// <summary>Writes what changed about messages into <c>messages</c>, and the clients' ids of changes into <c>operations</c>.</summary>
internal static class MessageChanges
{
    /// <summary>A later change stays: a replay brings no former text back.</summary>
    private const string Change = """
        UPDATE messages SET message = coalesce(?4, message), replyTo = nullif(?5, 0), rev = ?3, editedAt = nullif(?6, 0), deletedAt = nullif(?7, 0),
            firstReactions = ?8, secondReactions = ?9
        WHERE room = ?1 AND seq = ?2 AND (rev IS NULL OR rev < ?3)
        """;

    private const string NameFormer = "INSERT OR IGNORE INTO former_texts SELECT id FROM messages WHERE room = ?1 AND seq = ?2";

    private const string Find = "SELECT 1 FROM messages WHERE room = ?1 AND seq = ?2";

    private const string AddOperation = "INSERT INTO operations (room, bySecond, operationId, seq, rev, time) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING";

    /// <summary>Returns whether texts were replaced, whose former ones may still be in the file: <c>former_texts</c> names the messages.</summary>
    public static bool Write(SqliteSession session, ProjectionPlan plan)
    {
        var isReplaced = false;
        foreach (var room in plan.Rooms)
        {
            foreach (var message in room.Messages)
            {
                if (Write(session, room.Key, message) && message.Text is not null)
                {
                    session.Prepare(NameFormer).Bind(1, room.Key.Token).Bind(2, message.Seq).Run();
                    isReplaced = true;
                }
            }

            foreach (var operation in room.Operations)
            {
                Write(session, operation);
            }
        }

        return isReplaced;
    }

    /// <summary>False if the message has a later change.</summary>
    private static bool Write(SqliteSession session, RoomKey room, MessageChange change)
    {
        var details = change.Details;
        var isWritten = session.Prepare(Change)
            .Bind(1, room.Token)
            .Bind(2, change.Seq)
            .Bind(3, details.Rev)
            .Bind(4, change.Text)
            .Bind(5, details.ReplyTo)
            .Bind(6, details.EditedAt)
            .Bind(7, details.DeletedAt)
            .Bind(8, ReactionList.Write(details.FirstReactions))
            .Bind(9, ReactionList.Write(details.SecondReactions))
            .Run() > 0;
        if (!isWritten)
        {
            CheckKnown(session, room, change.Seq);
        }

        return isWritten;
    }

    private static void Write(SqliteSession session, OperationKept operation) => session.Prepare(AddOperation)
        .Bind(1, operation.Room.Token)
        .Bind(2, operation.By == operation.Room.First ? 0 : 1)
        .Bind(3, operation.OperationId)
        .Bind(4, operation.Seq)
        .Bind(5, operation.Rev)
        .Bind(6, operation.Time)
        .Run();

    /// <exception cref="InvalidOperationException">There is no such message.</exception>
    private static void CheckKnown(SqliteSession session, RoomKey room, long seq)
    {
        var find = session.Prepare(Find).Bind(1, room.Token).Bind(2, seq);
        if (!find.Step())
        {
            throw new InvalidOperationException($"Room {room} has no message {seq} that could change.");
        }

        find.Reset();
    }
}
