using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Sqlite.Journal;
using ActorChat.Storage.Sqlite.Projection;

namespace ActorChat.Storage.Sqlite.Accounts;

/// <summary>The steps of erasing a user in the tables, and in the files of tables and journal.</summary>
internal sealed class ErasureTables(DatabaseFiles database, JournalWrites journal) : IErasureTables
{
    private const string Begin = """
        UPDATE users SET password = '', last_seen = NULL, online = NULL, blocked_at = NULL, erase_begun = coalesce(erase_begun, ?2), erase_done = NULL
        WHERE login_key = ?1
        """;

    private const string Done = "UPDATE users SET erase_done = ?2 WHERE login_key = ?1";
    private const string DeleteRooms = "DELETE FROM user_rooms WHERE id = (SELECT login FROM users WHERE login_key = ?)";

    private const string DeleteBlocks = "DELETE FROM blocks WHERE blocker_key = ?";

    internal const string Unfinished = "SELECT login FROM users WHERE erase_begun IS NOT NULL AND erase_done IS NULL";

    internal const string RoomsOf = """
        SELECT id, room, 0 FROM rooms WHERE first_key = ?1 UNION ALL SELECT id, room, 1 FROM rooms WHERE second_key = ?1
        """;

    /// <summary>The parts end with the first that finds something. Few messages have a <c>rev</c>, and those that anybody reacted to have one.</summary>
    internal const string HasText = """
        SELECT EXISTS (SELECT 1 FROM messages WHERE room = ?1 AND bySecond = ?2 AND (message <> '' OR clientMessageId IS NOT NULL OR editedAt IS NOT NULL))
            OR EXISTS (SELECT 1 FROM messages WHERE room = ?1 AND rev > 0 AND iif(?2, secondReactions, firstReactions) IS NOT NULL)
            OR EXISTS (SELECT 1 FROM operations WHERE room = ?1 AND bySecond = ?2)
            OR EXISTS (SELECT 1 FROM blocks WHERE id = ?3 AND bySecond = ?2)
        """;

    internal const string ErasedAfter = "SELECT id, seq FROM messages WHERE room = ?1 AND bySecond = ?2 AND seq > ?3 AND message = '' ORDER BY seq LIMIT ?4";

    public Task<IReadOnlyList<string>?> BeginAsync(Login login, long now) => database.Writer.RunAsync(session =>
        session.Prepare(Begin).Bind(1, login.Key).Bind(2, now).Run() == 1 ? TokenTable.DeleteAllOf(session, login) : null);

    public Task<IReadOnlyList<Login>> UnfinishedAsync() => database.Readers.RunAsync<IReadOnlyList<Login>>(session =>
    {
        var users = new List<Login>();
        var find = session.Prepare(Unfinished);
        while (find.Step())
        {
            users.Add(Login.FromStored(find.Text(0)));
        }

        return users;
    });

    public async Task<IReadOnlyList<RoomNumber>> RoomsWithTextAsync(Login login)
    {
        var rooms = await RoomsOfAsync(login);
        var withText = new List<RoomNumber>();
        foreach (var (number, token, bySecond) in rooms)
        {
            // A separate read for each: other reads go between.
            if (await database.Readers.RunAsync(session => HasAny(session.Prepare(HasText).Bind(1, token).Bind(2, bySecond).Bind(3, number))) && RoomNumber.TryParse(number, out var room))
            {
                withText.Add(room);
            }
        }

        return withText;
    }

    public async Task<bool> ScrubAsync(Login login)
    {
        foreach (var (_, token, bySecond) in await RoomsOfAsync(login))
        {
            await ClearFormerTextsAsync(token, bySecond);
        }

        var isJournalClean = await journal.ScrubAsync();
        return await database.Writer.RunBetweenAsync(session => session.ReadNumber("PRAGMA wal_checkpoint(TRUNCATE)") == 0) && isJournalClean;
    }

    public Task FinishAsync(Login login, long now) => database.Writer.RunAsync(session =>
        session.Prepare(DeleteRooms).Bind(1, login.Key).Run()
        + session.Prepare(DeleteBlocks).Bind(1, login.Key).Run()
        + session.Prepare(Done).Bind(1, login.Key).Bind(2, now).Run());

    private Task<List<(string Number, string Token, long BySecond)>> RoomsOfAsync(Login login) => database.Readers.RunAsync(session =>
    {
        var all = new List<(string Number, string Token, long BySecond)>();
        var find = session.Prepare(RoomsOf).Bind(1, login.Key);
        while (find.Step())
        {
            all.Add((find.Text(0), find.Text(1), find.Number(2)));
        }

        return all;
    });

    /// <summary>Some messages at a time: other writes go between.</summary>
    private async Task ClearFormerTextsAsync(string room, long bySecond)
    {
        for (var last = 0L; ;)
        {
            var (ids, upTo) = await database.Readers.RunAsync(session => ReadErased(session, room, bySecond, last));
            if (ids.Count == 0)
            {
                return;
            }

            await database.Writer.RunAloneAsync(session => FormerTexts.Clear(session, ids));
            last = upTo;
        }
    }

    private static (List<long> Ids, long UpTo) ReadErased(SqliteSession session, string room, long bySecond, long after)
    {
        var (ids, upTo) = (new List<long>(), after);
        var find = session.Prepare(ErasedAfter).Bind(1, room).Bind(2, bySecond).Bind(3, after).Bind(4, FormerTextRewrites.MessagesAtATime);
        while (find.Step())
        {
            ids.Add(find.Number(0));
            upTo = find.Number(1);
        }

        return (ids, upTo);
    }

    private static bool HasAny(Statement find)
    {
        find.Step();
        var any = find.Number(0) != 0;
        find.Reset();
        return any;
    }
}
