using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Tests.Support;
using Akka.Actor;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

/// <summary>The table <c>user_rooms</c>: a user's login, and companion to room number as JSON.</summary>
public sealed class UserRoomsSpecs : IDisposable
{
    private const string Before = "user_rooms_by_number";

    private const string OldRows = """
        INSERT INTO users (id, login, password, login_key, created_at) VALUES (7, 'Alice', 'h', 'alice', ''), (3, 'bob', 'h', 'bob', ''), (5, 'nobody', 'h', 'nobody', '');
        INSERT INTO user_rooms (id, rooms) VALUES (7, '{"bob":"n1","Ann \"x\"":"n2"}'), (3, '{"Alice":"n1"}')
        """;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_keyed_by_the_users_number_are_keyed_by_login_after_the_migration()
    {
        await MakeOldAsync();
        await using var storage = await TestStorage.StartAsync(_folder);
        Assert.Equal(["""Alice|{"bob":"n1","Ann \"x\"":"n2"}""", """bob|{"Alice":"n1"}"""], storage.Query("SELECT id, rooms FROM user_rooms ORDER BY id"));
        Assert.Equal(["id|TEXT", "rooms|TEXT"], storage.Query("SELECT name, type FROM pragma_table_info('user_rooms')"));
        Assert.Empty(storage.Query($"SELECT name FROM sqlite_master WHERE name = '{Before}'"));

        storage.Tables.Project(0, 1, Batch(Opened(RoomKey.Of(Alice, Login.FromStored("nobody")))), ActorRefs.Nobody);
        await storage.Tables.LoadRoomAsync(RoomKey.Of(Alice, Login.FromStored("nobody")).Number, 1);
        Assert.Equal(["Alice|3", "bob|1", "nobody|1"], storage.Query("SELECT id, (SELECT count(*) FROM json_each(rooms)) FROM user_rooms ORDER BY id"));
    }

    [Fact]
    public async Task The_operator_is_told_before_each_script_that_changes_existing_data()
    {
        await MakeOldAsync();
        var told = new List<string>();
        await (await SqliteStorage.OpenAsync(_folder.Path, TestStorage.Settings(), TimeProvider.System, told.Add)).DisposeAsync();
        Assert.Equal(["schema 5 of 6", "schema 6 of 6"], told.Select(line => line[line.IndexOf("schema", StringComparison.Ordinal)..line.IndexOf(':', StringComparison.Ordinal)]));
        Assert.All(told, line => Assert.Contains("chat.db", line, StringComparison.Ordinal));

        told.Clear();
        await (await SqliteStorage.OpenAsync(_folder.Path, TestStorage.Settings(), TimeProvider.System, told.Add)).DisposeAsync();
        await (await SqliteStorage.OpenAsync(_folder.File("new"), TestStorage.Settings(), TimeProvider.System, told.Add)).DisposeAsync();
        Assert.Empty(told);
    }

    [Fact]
    public async Task An_interrupted_migration_changes_nothing_and_the_next_start_does_all_of_it()
    {
        await MakeOldAsync();
        // Its last statement finds its place taken.
        _folder.Execute("chat.db", "CREATE INDEX users_online ON users (login)");
        await Assert.ThrowsAsync<StorageException>(() => SqliteStorage.OpenAsync(_folder.Path, TestStorage.Settings(), TimeProvider.System));
        using (var session = SqliteSession.OpenToRead(_folder.File("chat.db")))
        {
            Assert.Equal("3,7", session.ReadText("SELECT group_concat(id ORDER BY id) FROM user_rooms"));
        }

        _folder.Execute("chat.db", "DROP INDEX users_online");
        await using var storage = await TestStorage.StartAsync(_folder);
        Assert.Equal(["Alice", "bob"], storage.Query("SELECT id FROM user_rooms ORDER BY id"));
    }

    [Fact]
    public async Task An_erased_user_has_no_row_and_gets_none_again()
    {
        await using var storage = await TestStorage.StartAsync(_folder);
        await storage.Storage.Accounts.RegisterAsync(Alice, "hash");
        await storage.Storage.Accounts.RegisterAsync(Bob, "hash");
        storage.Tables.Project(0, 1, Batch(Opened()), ActorRefs.Nobody);
        await storage.Storage.Erasure.BeginAsync(Alice);
        await storage.Storage.Erasure.RoomsWithTextAsync(Alice);
        await storage.Storage.Erasure.FinishAsync(Alice);
        storage.Tables.Project(0, 2, Batch(Opened(RoomKey.Of(Alice, Login.FromStored("carol")))), ActorRefs.Nobody);
        await storage.Storage.Erasure.RoomsWithTextAsync(Alice);
        Assert.Equal([$"bob|{{\"Alice\":\"{AliceAndBob.Number}\"}}"], storage.Query("SELECT id, rooms FROM user_rooms"));
    }

    private async Task MakeOldAsync()
    {
        await using (await SqliteStorage.OpenAsync(_folder.Path, TestStorage.Settings(), TimeProvider.System))
        {
        }

        OldTables.Make(_folder, Before);
        _folder.Execute("chat.db", OldRows);
    }
}
