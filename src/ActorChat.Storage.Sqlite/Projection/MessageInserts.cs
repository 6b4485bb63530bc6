using System.Globalization;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Sqlite.Rooms;

namespace ActorChat.Storage.Sqlite.Projection;

/// <summary>Inserts messages into <c>messages</c>, many with one statement. An existing message stays as it is.</summary>
internal sealed class MessageInserts
{
    /// <summary>Rows in one statement: more would not be cheaper.</summary>
    private const int Rows = 16;

    private const int Columns = 10;
    private static readonly string One = InsertOf(1);
    private static readonly string Many = InsertOf(Rows);
    private readonly MessagePosted?[] _waiting = new MessagePosted?[Rows];
    private int _count;

    public void Add(SqliteSession session, MessagePosted posted)
    {
        _waiting[_count++] = posted;
        if (_count == Rows)
        {
            Insert(session, Many, _waiting);
            Clear();
        }
    }

    /// <summary>Writes the rest.</summary>
    public void Flush(SqliteSession session)
    {
        for (var i = 0; i < _count; i++)
        {
            Insert(session, One, _waiting.AsSpan(i, 1));
        }

        Clear();
    }

    /// <summary>Drops what a failed transaction left.</summary>
    public void Clear()
    {
        Array.Clear(_waiting);
        _count = 0;
    }

    private static void Insert(SqliteSession session, string sql, ReadOnlySpan<MessagePosted?> posts)
    {
        var insert = session.Prepare(sql);
        for (var i = 0; i < posts.Length; i++)
        {
            Bind(insert, i * Columns, posts[i]!);
        }

        if (insert.Run() < posts.Length)
        {
            foreach (var posted in posts)
            {
                CheckKnown(session, posted!);
            }
        }
    }

    private static void Bind(Statement insert, int before, MessagePosted posted)
    {
        var message = posted.Message;
        Span<byte> time = stackalloc byte[IsoTime.Length];
        IsoTime.Write(message.Time, time);
        insert.Bind(before + 1, message.Id)
            .Bind(before + 2, posted.Room.Token)
            .Bind(before + 3, message.Author.Name)
            .Bind(before + 4, message.Text)
            .BindUtf8(before + 5, time)
            .Bind(before + 6, message.Seq)
            .Bind(before + 7, message.Author == posted.Room.First ? 0 : 1)
            .Bind(before + 8, message.ClientMessageId)
            .Bind(before + 9, ClientKey.Of(message.Room, message.Seq, message.ClientMessageId))
            .Bind(before + 10, message.Details is { ReplyTo: > 0 } details ? details.ReplyTo : null);
    }

    /// <summary>A replay finds its own rows. Another message with the same id or number would be a bug, and must not count as one of them.</summary>
    private static void CheckKnown(SqliteSession session, MessagePosted posted)
    {
        var find = session.Prepare("SELECT 1 FROM messages WHERE id = ? AND room = ? AND seq = ?")
            .Bind(1, posted.Message.Id).Bind(2, posted.Room.Token).Bind(3, posted.Message.Seq);
        if (!find.Step())
        {
            throw new InvalidOperationException($"Room {posted.Room} already has a message with id {posted.Message.Id} or number {posted.Message.Seq}.");
        }

        find.Reset();
    }

    private static string InsertOf(int rows) =>
        "INSERT OR IGNORE INTO messages (id, room, login, message, time, isRead, seq, bySecond, clientMessageId, clientKey, replyTo) VALUES "
        + string.Join(", ", Enumerable.Range(0, rows).Select(row => string.Format(
            CultureInfo.InvariantCulture,
            "(?{0}, ?{1}, ?{2}, ?{3}, ?{4}, 0, ?{5}, ?{6}, ?{7}, ?{8}, ?{9})",
            [.. Enumerable.Range((row * Columns) + 1, Columns).Cast<object>()])));
}
