using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Tests.Support;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

/// <summary>Failures of SQLite and of the file system leave the engine as the contract's own, or as one line at the start.</summary>
public class FailureSpecs
{
    [Fact]
    public async Task A_scrub_that_another_process_blocks_fails_as_the_contract_says()
    {
        await using var storage = await TestStorage.StartAsync();
        using var other = SqliteSession.OpenToWrite(storage.Folder.File("journal.db"));
        other.Execute("BEGIN IMMEDIATE");
        await Assert.ThrowsAsync<StorageFailedException>(() => storage.Storage.Erasure.ScrubAsync(Alice));
        other.Execute("ROLLBACK");
        Assert.True(await storage.Storage.Erasure.ScrubAsync(Alice));
    }

    [Theory]
    [InlineData("journal.db")]
    [InlineData("chat.db")]
    public async Task A_start_is_refused_with_one_line_if_a_folder_is_in_a_databases_place(string file)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File(file));
        await RefusedAsync(folder);
        Directory.Delete(folder.File(file));
        await MakeAsync(folder);
    }

    [Fact]
    public async Task A_start_is_refused_with_one_line_if_another_process_writes_while_logins_are_compared_by_a_new_rule()
    {
        using var folder = new TempFolder();
        await MakeAsync(folder);
        using var other = SqliteSession.OpenToWrite(folder.File("chat.db"));
        other.Execute("UPDATE meta SET value = 'older' WHERE key = 'login-skeletons'; BEGIN IMMEDIATE");
        await RefusedAsync(folder);
        other.Execute("ROLLBACK");
        await MakeAsync(folder);
    }

    private static async Task MakeAsync(TempFolder folder)
    {
        await using var storage = await SqliteStorage.OpenAsync(folder.Path, TestStorage.Settings(), TimeProvider.System);
        Assert.True((await storage.CheckAsync()).Ready);
    }

    private static async Task RefusedAsync(TempFolder folder)
    {
        var refusal = await Assert.ThrowsAsync<StorageException>(() => MakeAsync(folder));
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Contains(folder.Path, refusal.Message, StringComparison.Ordinal);
    }
}
