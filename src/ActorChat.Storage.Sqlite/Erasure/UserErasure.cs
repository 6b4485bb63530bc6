using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Journal;
using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Tokens;

namespace ActorChat.Storage.Erasure;

/// <summary>
/// What erasing a user asks of the storage, step by step. The row in <c>users</c> says how far it has come, so that it is gone on
/// with after a crash; every step can be done again. The login itself stays: rooms are named by it, and nobody else may take it over.
/// </summary>
public sealed class UserErasure
{
    private const string Begin = """
        UPDATE users SET password = '', last_seen = NULL, online = NULL, blocked_at = NULL, erase_begun = coalesce(erase_begun, ?2), erase_done = NULL
        WHERE login_key = ?1
        """;

    private const string Done = "UPDATE users SET erase_done = ?2 WHERE login_key = ?1";
    private const string DeleteRooms = "DELETE FROM user_rooms WHERE id = (SELECT login FROM users WHERE login_key = ?)";

    internal const string Unfinished = "SELECT login FROM users WHERE erase_begun IS NOT NULL AND erase_done IS NULL";

    internal const string RoomsOf = """
        SELECT id, room, 0 FROM rooms WHERE first_key = ?1 UNION ALL SELECT id, room, 1 FROM rooms WHERE second_key = ?1
        """;

    internal const string HasText = "SELECT 1 FROM messages WHERE room = ?1 AND bySecond = ?2 AND (message <> '' OR clientMessageId IS NOT NULL) LIMIT 1";

    private readonly ChatDatabase _database;
    private readonly AccountStore _accounts;
    private readonly TokenService _tokens;
    private readonly JournalWrites _journal;
    private readonly Func<Login, Task> _whenWritten;
    private readonly TimeProvider _clock;

    internal UserErasure(ChatDatabase database, AccountStore accounts, TokenService tokens, JournalWrites journal, Func<Login, Task> whenWritten, TimeProvider clock) =>
        (_database, _accounts, _tokens, _journal, _whenWritten, _clock) = (database, accounts, tokens, journal, whenWritten, clock);

    /// <summary>Takes the user's password and tokens away and writes down that the rest is to follow; false when there is no such user.</summary>
    public async Task<bool> BeginAsync(Login login)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        var isUser = await _tokens.EndAllWithAsync(login, session => session.Prepare(Begin).Bind(1, login.Key).Bind(2, now).Run() == 1) is not null;
        _accounts.Forget(login);
        return isUser;
    }

    /// <summary>Users whose erasure was begun and not finished.</summary>
    public Task<IReadOnlyList<Login>> UnfinishedAsync() => _database.Readers.RunAsync<IReadOnlyList<Login>>(session =>
    {
        var users = new List<Login>();
        var find = session.Prepare(Unfinished);
        while (find.Step())
        {
            users.Add(Login.FromStored(find.Text(0)));
        }

        return users;
    });

    /// <summary>The rooms that hold something the user wrote, all that was acknowledged before among it.</summary>
    public async Task<IReadOnlyList<RoomNumber>> RoomsWithTextAsync(Login login)
    {
        await _whenWritten(login);
        var rooms = await _database.Readers.RunAsync(session =>
        {
            var all = new List<(string Number, string Token, long BySecond)>();
            var find = session.Prepare(RoomsOf).Bind(1, login.Key);
            while (find.Step())
            {
                all.Add((find.Text(0), find.Text(1), find.Number(2)));
            }

            return all;
        });
        var withText = new List<RoomNumber>();
        foreach (var (number, token, bySecond) in rooms)
        {
            // One read each: others' reads come in between.
            if (await _database.Readers.RunAsync(session => HasAny(session.Prepare(HasText).Bind(1, token).Bind(2, bySecond))) && RoomNumber.TryParse(number, out var room))
            {
                withText.Add(room);
            }
        }

        return withText;
    }

    /// <summary>
    /// Leaves nothing of what was deleted in the files: the journals are empty by now. False when a reader kept an old page in the
    /// tables' log, which the next writes overwrite.
    /// </summary>
    public async Task<bool> ScrubAsync()
    {
        var journal = await _journal.ScrubAsync();
        return await _database.Writer.RunBetweenAsync(session => session.ReadNumber("PRAGMA wal_checkpoint(TRUNCATE)") == 0) && journal;
    }

    /// <summary>Writes down that nothing is left to do.</summary>
    public Task FinishAsync(Login login)
    {
        var now = _clock.GetUtcNow().ToUnixTimeMilliseconds();
        return _database.Writer.RunAsync(session => session.Prepare(DeleteRooms).Bind(1, login.Key).Run() + session.Prepare(Done).Bind(1, login.Key).Bind(2, now).Run());
    }

    private static bool HasAny(Statement find)
    {
        var any = find.Step();
        if (any)
        {
            find.Reset();
        }

        return any;
    }
}
