using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Tests.Support;

namespace ActorChat.Storage.Tests;

public class DatabaseSpecs
{
    [Fact]
    public async Task A_folder_is_made_with_both_databases_and_can_be_opened_again()
    {
        using var folder = new TempFolder();
        var below = folder.File("new/data");
        for (var i = 0; i < 2; i++)
        {
            await using var storage = await ChatStorage.OpenAsync(below, TestStorage.Settings(), TimeProvider.System);
            Assert.True((await storage.CheckAsync()).Ready);
        }

        using var tables = SqliteSession.OpenToRead(Path.Combine(below, "chat.db"));
        Assert.Equal("messages,projection_offset,rooms,user_rooms,user_token,users", tables.ReadText(
            "SELECT group_concat(name, ',' ORDER BY name) FROM sqlite_master WHERE type = 'table' AND name NOT IN ('meta', 'schema_version')"));
        Assert.Equal("tables_001.sql", Path.GetFileName(tables.ReadText("SELECT script FROM schema_version")));
        Assert.Equal("wal", tables.ReadText("PRAGMA journal_mode"));
    }

    [Theory]
    [InlineData("chat.db", "no SQLite database", "is damaged")]
    [InlineData("journal.db", "no SQLite database", "is damaged")]
    [InlineData("chat.db", "damaged page", "is damaged")]
    [InlineData("chat.db", "foreign", "belongs to another program")]
    [InlineData("journal.db", "foreign", "belongs to another program")]
    [InlineData("chat.db", "newer", "newer server")]
    [InlineData("journal.db", "newer", "newer server")]
    [InlineData("journal.db", "missing", "is missing")]
    [InlineData("chat.db", "of another folder", "does not belong to")]
    [InlineData("chat.db", "other partitions", "rooms.partitions")]
    public async Task A_database_that_cannot_be_used_is_refused_with_one_line_and_nothing_is_touched(string file, string what, string says)
    {
        using var folder = new TempFolder();
        await MakeAsync(folder);
        await SpoilAsync(folder, file, what);
        var before = folder.Contents();

        var settings = TestStorage.Settings(what == "other partitions" ? "rooms.partitions = 7" : "");
        var refusal = await Assert.ThrowsAsync<StorageException>(() => ChatStorage.OpenAsync(folder.Path, settings, TimeProvider.System));
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Contains(folder.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, folder.Contents());
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused()
    {
        using var folder = new TempFolder();
        await using var first = await ChatStorage.OpenAsync(folder.Path, TestStorage.Settings(), TimeProvider.System);
        var refusal = await Assert.ThrowsAsync<StorageException>(() => ChatStorage.OpenAsync(folder.Path, TestStorage.Settings(), TimeProvider.System));
        Assert.Contains("in use by another server", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_refused()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("file"), "");
        await Assert.ThrowsAsync<StorageException>(() => ChatStorage.OpenAsync(folder.File("file/data"), TestStorage.Settings(), TimeProvider.System));
    }

    [Fact]
    public async Task Tables_that_were_never_made_are_made_beside_their_journal()
    {
        using var folder = new TempFolder();
        await MakeAsync(folder);
        File.Delete(folder.File("chat.db"));
        await using var storage = await ChatStorage.OpenAsync(folder.Path, TestStorage.Settings(), TimeProvider.System);
        Assert.True((await storage.CheckAsync()).Ready);
    }

    private static async Task MakeAsync(TempFolder folder)
    {
        await using var storage = await ChatStorage.OpenAsync(folder.Path, TestStorage.Settings(), TimeProvider.System);
        await storage.Accounts.RegisterAsync(Build.Alice, "hash");
    }

    private static async Task SpoilAsync(TempFolder folder, string file, string what)
    {
        var path = folder.File(file);
        switch (what)
        {
            case "no SQLite database":
                await File.WriteAllTextAsync(path, new string('x', 10_000));
                break;
            case "damaged page":
                await using (var stream = new FileStream(path, FileMode.Open))
                {
                    // Every page but the first, whose header alone would be found to be in order.
                    stream.Position = 4096;
                    await stream.WriteAsync(new byte[stream.Length - 4096].Select(_ => (byte)0xEE).ToArray());
                }

                break;
            case "foreign":
                Execute(path, "PRAGMA application_id = 77");
                break;
            case "newer":
                Execute(path, "INSERT INTO schema_version VALUES (99, 'later')");
                break;
            case "missing":
                File.Delete(path);
                break;
            case "of another folder":
                using (var other = new TempFolder())
                {
                    await MakeAsync(other);
                    File.Copy(other.File(file), path, overwrite: true);
                }

                break;
        }
    }

    private static void Execute(string path, string sql)
    {
        using var session = SqliteSession.OpenToWrite(path);
        session.Execute(sql);
        session.ReadNumber("PRAGMA wal_checkpoint(TRUNCATE)");
    }
}
