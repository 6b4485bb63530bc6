using ActorChat.Storage.Engine;
using ActorChat.Storage.Sqlite.History;
using ActorChat.Storage.Tests.Support;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

/// <summary>The epoch names one history of the data. It stays while that history continues, and changes when it does not.</summary>
public sealed class EpochSpecs : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TempFolder _backup = new();

    public void Dispose()
    {
        _folder.Dispose();
        _backup.Dispose();
    }

    [Fact]
    public async Task It_is_made_with_the_data_as_16_random_characters_and_survives_restarts()
    {
        var first = await StartAsync(_folder, appends: 3);
        Assert.Matches("^[a-z0-9]{16}$", first.Epoch);
        Assert.Null(first.Renewed);
        Assert.Equal(first, await StartAsync(_folder, appends: 2));
        Assert.Equal(first, await StartAsync(_folder));
        Assert.NotEqual(first.Epoch, (await StartAsync(_backup)).Epoch);
    }

    [Fact]
    public async Task It_survives_a_kill_whatever_part_of_the_mark_was_written()
    {
        string epoch, killed;
        await using (var storage = await TestStorage.StartAsync(_folder))
        {
            epoch = storage.Storage.Epoch;
            killed = await File.ReadAllTextAsync(_folder.File("epoch"));
            await AppendAsync(storage, 5);
        }

        // The state before the appends.
        await File.WriteAllTextAsync(_folder.File("epoch"), killed);
        await File.WriteAllTextAsync(_folder.File("epoch.new"), "");
        Assert.Equal((epoch, null), await StartAsync(_folder));
    }

    [Fact]
    public async Task It_survives_an_erasure_and_the_trim_of_the_journal()
    {
        string epoch;
        await using (var storage = await TestStorage.StartAsync(_folder))
        {
            epoch = storage.Storage.Epoch;
            await AppendAsync(storage, 5);
            await storage.Engine.Writes.TrimAsync("writer", long.MaxValue);
            Assert.True(await storage.Storage.Erasure.ScrubAsync(Alice));
        }

        Assert.Equal((epoch, null), await StartAsync(_folder));
    }

    [Fact]
    public async Task A_backup_in_an_empty_folder_gets_another_epoch()
    {
        var before = await StartAsync(_folder, appends: 3);
        Copy(_folder, _backup, "chat.db", "journal.db");
        var after = await StartAsync(_backup);
        Assert.NotEqual(before.Epoch, after.Epoch);
        Assert.Equal((after.Epoch, null), await StartAsync(_backup));
    }

    [Fact]
    public async Task A_copy_of_the_whole_folder_gets_another_epoch()
    {
        var before = await StartAsync(_folder, appends: 3);
        Copy(_folder, _backup, "chat.db", "journal.db", "epoch");
        Assert.NotEqual(before.Epoch, (await StartAsync(_backup)).Epoch);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backup_copied_over_later_files_gets_another_epoch(bool inPlace)
    {
        var before = await StartAsync(_folder, appends: 3);
        Copy(_folder, _backup, "chat.db", "journal.db");
        await StartAsync(_folder, appends: 1);
        foreach (var file in new[] { "chat.db", "journal.db" })
        {
            var content = await File.ReadAllBytesAsync(_backup.File(file));
            if (inPlace)
            {
                // As cp does with an existing file: it stays the same file.
                await using var target = new FileStream(_folder.File(file), FileMode.Truncate);
                await target.WriteAsync(content);
            }
            else
            {
                File.Delete(_folder.File(file));
                await File.WriteAllBytesAsync(_folder.File(file), content);
            }
        }

        var after = await StartAsync(_folder);
        Assert.NotEqual(before.Epoch, after.Epoch);
        Assert.NotNull(after.Renewed);
    }

    [Fact]
    public async Task Without_the_file_beside_the_databases_it_is_renewed_so_that_an_operator_can_cause_that()
    {
        var before = await StartAsync(_folder);
        File.Delete(_folder.File("epoch"));
        Assert.NotEqual(before.Epoch, (await StartAsync(_folder)).Epoch);
    }

    [Fact]
    public async Task Data_of_a_server_without_epochs_gets_one_at_its_first_start()
    {
        await StartAsync(_folder, appends: 1);
        File.Delete(_folder.File("epoch"));
        _folder.Execute("chat.db", "DELETE FROM meta WHERE key = 'epoch'");
        var first = await StartAsync(_folder);
        Assert.Matches("^[a-z0-9]{16}$", first.Epoch);
        Assert.Null(first.Renewed);
        Assert.Equal(first, await StartAsync(_folder));
    }

    [Theory]
    [InlineData("e 5 f\n", "e", 5, "f", null)]
    [InlineData("e 5 f\n", "e", 6, "f", null)]
    [InlineData("e 5 f\n", "e", 4, "f", "the journal ends before what was on disk here")]
    [InlineData("e 5 f\n", "other", 5, "f", "the databases are of another epoch")]
    [InlineData("e 5 f\n", "e", 5, "g", "the databases are other files than before")]
    [InlineData("", "e", 5, "f", "nothing beside the databases tells of them")]
    [InlineData("e five f\n", "e", 5, "f", "nothing beside the databases tells of them")]
    public void The_mark_is_compared_with_the_databases(string mark, string epoch, long position, string files, string? doubt) =>
        Assert.Equal(doubt, HistoryMark.Doubt(HistoryMark.Parse(mark), epoch, position, files));

    [Fact]
    public void A_mark_reads_as_it_was_printed() => Assert.Equal(new HistoryMark("abc", 12, "1.2/3.4"), HistoryMark.Parse(new HistoryMark("abc", 12, "1.2/3.4").Print()));

    private static async Task<(string Epoch, string? Renewed)> StartAsync(TempFolder folder, int appends = 0)
    {
        await using var storage = await TestStorage.StartAsync(folder);
        await AppendAsync(storage, appends);
        return (storage.Storage.Epoch, storage.Storage.EpochRenewed);
    }

    private static async Task AppendAsync(TestStorage storage, int appends)
    {
        var last = long.Parse(await storage.Engine.Writes.AskAsync("SELECT coalesce(max(sequence_number), 0) FROM journal") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        for (var i = 1; i <= appends; i++)
        {
            await storage.Engine.Writes.AppendAsync([new JournalRecord("writer", last + i, 0, [1], "m", 1, "w")]);
        }
    }

    private static void Copy(TempFolder from, TempFolder to, params string[] files)
    {
        foreach (var file in files)
        {
            File.Copy(from.File(file), to.File(file));
        }
    }
}
