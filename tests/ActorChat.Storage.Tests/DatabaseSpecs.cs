using ActorChat.Storage.Specs;
using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Tests.Support;

namespace ActorChat.Storage.Tests;

public class DatabaseSpecs
{
    [Fact]
    public async Task A_folder_is_created_with_both_databases_and_can_be_opened_again()
    {
        using var folder = new TempFolder();
        var below = folder.File("new/data");
        for (var i = 0; i < 2; i++)
        {
            await using var storage = await SqliteStorage.OpenAsync(below, TestStorage.Settings(), TimeProvider.System);
            Assert.True((await storage.CheckAsync()).Ready);
        }

        using var journal = SqliteSession.OpenToRead(Path.Combine(below, "journal.db"));
        Assert.Equal("journal,zeroes", journal.ReadText("SELECT group_concat(name, ',') FROM sqlite_master WHERE type = 'table' AND name NOT IN ('meta', 'schema_version')"));
        using var tables = SqliteSession.OpenToRead(Path.Combine(below, "chat.db"));
        Assert.Equal("blocks,former_texts,messages,operations,projection_offset,room_retention,rooms,user_rooms,user_token,users", tables.ReadText(
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
    [InlineData("journal.db", "damaged page", "is damaged")]
    [InlineData("chat.db", "half", "is damaged")]
    [InlineData("journal.db", "half", "is damaged")]
    [InlineData("journal.db", "missing", "is missing")]
    [InlineData("journal.db", "empty", "is missing")]
    [InlineData("chat.db", "missing beside messages", "is missing")]
    [InlineData("chat.db", "empty beside messages", "is missing")]
    [InlineData("chat.db", "newer than the journal", "is ahead of journal.db (room partition 1: 8 against 7)")]
    [InlineData("chat.db", "beside a new journal", "is ahead of journal.db (room partition 1: 1 against 0)")]
    [InlineData("chat.db", "older than the journal", "begins after what chat.db holds (room partition 1: 5 against 3)")]
    [InlineData("chat.db", "of another folder", "does not belong to")]
    [InlineData("chat.db", "other partitions", "rooms.partitions")]
    public async Task A_database_that_cannot_be_used_is_refused_with_one_line_and_nothing_is_touched(string file, string what, string says)
    {
        using var folder = new TempFolder();
        await MakeAsync(folder);
        await SpoilAsync(folder, file, what);
        var before = folder.Contents();

        var settings = TestStorage.Settings(what == "other partitions" ? "rooms.partitions = 7" : "");
        var refusal = await Assert.ThrowsAsync<StorageException>(() => SqliteStorage.OpenAsync(folder.Path, settings, TimeProvider.System));
        Assert.Contains(says, refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Contains(folder.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, folder.Contents());
    }

    [Fact]
    public async Task A_truncated_large_database_is_refused_without_reading_all_of_it()
    {
        using var folder = new TempFolder();
        await MakeAsync(folder);
        await SpoilAsync(folder, "chat.db", "half");
        var refusal = await Assert.ThrowsAsync<StorageException>(() => SqliteStorage.OpenAsync(folder.Path, TestStorage.Settings("database.check-up-to = 0"), TimeProvider.System));
        Assert.Contains("its end is missing", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public async Task Tables_between_the_journals_first_and_last_event_are_good(int offset)
    {
        using var folder = new TempFolder();
        await MakeAsync(folder);
        Fill(folder, 5, 7, offset);
        await using var storage = await SqliteStorage.OpenAsync(folder.Path, TestStorage.Settings(), TimeProvider.System);
        Assert.True((await storage.CheckAsync()).Ready);
    }

    [Theory]
    [InlineData("journal.db", "")]
    [InlineData("journal.db", "PRAGMA application_id = 1094927106")]
    [InlineData("journal.db", "PRAGMA application_id = 1094927106; PRAGMA journal_mode = WAL; CREATE TABLE schema_version (version INTEGER PRIMARY KEY, script TEXT NOT NULL) STRICT")]
    [InlineData("chat.db", "")]
    [InlineData("chat.db", "PRAGMA application_id = 1094927105")]
    [InlineData("chat.db", "PRAGMA application_id = 1094927105; PRAGMA journal_mode = WAL; CREATE TABLE schema_version (version INTEGER PRIMARY KEY, script TEXT NOT NULL) STRICT")]
    public async Task An_interrupted_first_start_is_completed_by_the_next(string file, string done)
    {
        using var folder = new TempFolder();
        if (file == "chat.db")
        {
            await MakeAsync(folder);
            File.Delete(folder.File(file));
        }

        // The state after a kill: copied while the connection is open, which would tidy up when it closes.
        using var before = new TempFolder();
        using (var session = SqliteSession.OpenToWrite(before.File(file)))
        {
            session.Execute(done);
            foreach (var left in Directory.GetFiles(before.Path).Where(left => !left.EndsWith("-shm", StringComparison.Ordinal)))
            {
                File.Copy(left, folder.File(Path.GetFileName(left)));
            }
        }

        await using var storage = await SqliteStorage.OpenAsync(folder.Path, TestStorage.Settings(), TimeProvider.System);
        Assert.True((await storage.CheckAsync()).Ready);
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_is_refused()
    {
        using var folder = new TempFolder();
        await using var first = await SqliteStorage.OpenAsync(folder.Path, TestStorage.Settings(), TimeProvider.System);
        var refusal = await Assert.ThrowsAsync<StorageException>(() => SqliteStorage.OpenAsync(folder.Path, TestStorage.Settings(), TimeProvider.System));
        Assert.Contains("in use by another server", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_created_is_refused()
    {
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.File("file"), "");
        await Assert.ThrowsAsync<StorageException>(() => SqliteStorage.OpenAsync(folder.File("file/data"), TestStorage.Settings(), TimeProvider.System));
    }

    [Fact]
    public async Task Missing_tables_of_an_empty_journal_are_created_beside_it()
    {
        using var folder = new TempFolder();
        await MakeAsync(folder);
        File.Delete(folder.File("chat.db"));
        await using var storage = await SqliteStorage.OpenAsync(folder.Path, TestStorage.Settings(), TimeProvider.System);
        Assert.True((await storage.CheckAsync()).Ready);
    }

    private static async Task MakeAsync(TempFolder folder)
    {
        await using var storage = await SqliteStorage.OpenAsync(folder.Path, TestStorage.Settings(), TimeProvider.System);
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
                    // Every page except the first, whose header alone would look right.
                    stream.Position = 4096;
                    await stream.WriteAsync(new byte[stream.Length - 4096].Select(_ => (byte)0xEE).ToArray());
                }

                break;
            case "foreign":
                folder.Execute(file, "PRAGMA application_id = 77");
                break;
            case "newer":
                folder.Execute(file, "INSERT INTO schema_version VALUES (99, 'later')");
                break;
            case "half":
                await using (var stream = new FileStream(path, FileMode.Open))
                {
                    stream.SetLength(stream.Length / 2);
                }

                break;
            case "missing":
                File.Delete(path);
                break;
            case "empty":
                await File.WriteAllBytesAsync(path, []);
                break;
            case "missing beside messages":
                Fill(folder, 1, 2, 0);
                File.Delete(path);
                break;
            case "empty beside messages":
                Fill(folder, 1, 2, 0);
                await File.WriteAllBytesAsync(path, []);
                break;
            case "newer than the journal":
                Fill(folder, 5, 7, 8);
                break;
            case "beside a new journal":
                Fill(folder, 0, 0, 1);
                break;
            case "older than the journal":
                Fill(folder, 5, 7, 3);
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

    /// <summary>Gives partition 1 a journal from one event to another, and tables that hold it up to a third; 0 is none.</summary>
    private static void Fill(TempFolder folder, int first, int last, int offset)
    {
        for (var seq = first; seq <= last && seq > 0; seq++)
        {
            folder.AddJournalEvent(1, seq);
        }

        folder.Execute("chat.db", $"INSERT INTO projection_offset (partition, sequence_nr) VALUES (1, {offset})");
    }
}
