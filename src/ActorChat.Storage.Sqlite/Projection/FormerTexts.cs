using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Projection;

/// <summary>
/// Takes former texts of messages out of the file. <c>secure_delete</c> writes zeroes over what is deleted. But when SQLite moves rows to the page beside theirs, to
/// make room, their bytes can stay in the part of the old page that is not in use: of 6,000 messages that were edited or deleted, up to 131 could still be read
/// there. A page that is given up is cleared as a whole. So the rows around are deleted and inserted again, which gives up the pages they were on.
/// </summary>
internal static class FormerTexts
{
    /// <summary>A row that moved was on the page before its own, or on the one before that if others moved since.</summary>
    private const int Reach = 2 * SqliteSession.PageBytes;

    /// <summary>What a row has besides its long columns, at least: less means that more rows are taken.</summary>
    private const int Others = 24;

    // The part of a long row that is not on its own page, but on cleared ones, does not count: of a row some 489 bytes are on its page at least.
    private const string Bytes =
        "min(octet_length(room) + octet_length(login) + octet_length(message) + octet_length(time) + coalesce(octet_length(clientMessageId), 0), 489)";

    private const string Below = $"SELECT id, {Bytes} FROM messages WHERE id < ?1 ORDER BY id DESC";
    private const string Above = $"SELECT id, {Bytes} FROM messages WHERE id > ?1 ORDER BY id";

    private const string MakeHeld = "CREATE TEMP TABLE IF NOT EXISTS held AS SELECT * FROM messages WHERE false";
    private const string Hold = "INSERT INTO held SELECT * FROM messages WHERE id BETWEEN ?1 AND ?2 ORDER BY id";
    private const string Delete = "DELETE FROM messages WHERE id BETWEEN ?1 AND ?2";
    private const string Insert = "INSERT INTO messages SELECT * FROM held ORDER BY rowid";
    private const string Drop = "DELETE FROM held";

    /// <summary>Called some time after the texts were replaced.</summary>
    /// <param name="session">The writing connection, whose temporary tables are in memory.</param>
    /// <param name="ids">The messages, at least one, in their order.</param>
    public static void Clear(SqliteSession session, List<long> ids)
    {
        session.Prepare(MakeHeld).Run();
        var (first, last) = Around(session, ids[0]);
        foreach (var id in ids.Skip(1))
        {
            var (from, to) = Around(session, id);
            if (from > last)
            {
                Rewrite(session, first, last);
                first = from;
            }

            last = Math.Max(last, to);
        }

        Rewrite(session, first, last);
    }

    private static (long First, long Last) Around(SqliteSession session, long id) => (End(session.Prepare(Below), id), End(session.Prepare(Above), id));

    private static long End(Statement rows, long id)
    {
        rows.Bind(1, id);
        var end = id;
        for (var bytes = 0L; rows.Step();)
        {
            end = rows.Number(0);
            bytes += rows.Number(1) + Others;
            if (bytes > Reach)
            {
                rows.Reset();
                break;
            }
        }

        return end;
    }

    private static void Rewrite(SqliteSession session, long first, long last)
    {
        session.Prepare(Hold).Bind(1, first).Bind(2, last).Run();
        session.Prepare(Delete).Bind(1, first).Bind(2, last).Run();
        session.Prepare(Insert).Run();
        session.Prepare(Drop).Run();
    }
}
