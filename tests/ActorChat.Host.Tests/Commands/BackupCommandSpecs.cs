using System.Text.Json;
using ActorChat.Host.Commands;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace ActorChat.Host.Tests.Commands;

/// <summary><c>backup</c> and <c>restore</c>, as processes of their own beside a server.</summary>
public sealed class BackupCommandSpecs : IAsyncLifetime
{
    private const int MostAttempts = 20;

    private readonly TestFolder _folder = new();
    private readonly RunningServer _server = new() { Settings = "actorchat.rate-limits { messages-per-user = off, events.message = off }" };

    public Task InitializeAsync() => _server.InitializeAsync();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_backup_under_load_restores_every_message_acknowledged_before_it_once_and_in_order()
    {
        var (alice, bob) = (await _server.RegisterAsync("alice"), await _server.RegisterAsync("bob"));
        var sent = new List<JsonElement>();
        var (busy, enough) = (new TaskCompletionSource(), new CancellationTokenSource());
        await using var client = await ChatClient.ConnectAsync(_server.Url, alice);
        var sending = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
            {
                sent.Add(await client.CallAsync("message", new { companion = bob.Login, message = $"number {sent.Count + 1}", clientMessageId = $"id {sent.Count + 1}" }));
                if (sent.Count == 100)
                {
                    busy.SetResult();
                }
            }
        });
        await busy.Task.WaitAsync(ServerProcess.Patience);
        var before = sent.Count;
        var backup = _folder.PathOf("backup");
        var made = await ToolProcess.RunAsync(["backup", "--data", _server.DataFolder, backup]);
        await enough.CancelAsync();
        await sending;
        Assert.True(made.ExitCode == Tool.Done, made.Errors);
        Assert.Contains("checked", made.Output, StringComparison.Ordinal);
        Assert.Equal(["backup.json", "chat.db", "journal.db"], Names(backup));
        Assert.False(Path.Exists(backup + ".partial"));

        // Nothing is overwritten: neither a backup nor data, and not under a running server.
        Assert.Contains("exists: a backup needs a new folder", (await RefusedAsync("backup", "--data", _server.DataFolder, backup)), StringComparison.Ordinal);
        Assert.Contains("in use by another server", (await RefusedAsync("restore", "--data", _server.DataFolder, backup)), StringComparison.Ordinal);
        await _server.StopAsync();
        Assert.Contains("There is data in", (await RefusedAsync("restore", "--data", _server.DataFolder, backup)), StringComparison.Ordinal);

        var again = new TestFolder();
        await using var restored = new RestartedServer(again);
        var trial = await ToolProcess.RunAsync(["restore", "--dry-run", "--data", restored.DataFolder, backup]);
        Assert.True(trial.ExitCode == Tool.Done, trial.Errors);
        Assert.False(Path.Exists(restored.DataFolder));
        var put = await ToolProcess.RunAsync(["restore", "--data", restored.DataFolder, backup]);
        Assert.True(put.ExitCode == Tool.Done, put.Errors);
        Assert.Equal(["chat.db", "journal.db", "lock"], Names(restored.DataFolder));

        await restored.StartAsync("");
        await using var reader = await ChatClient.ConnectAsync(restored.Url, alice);
        var room = sent[0].GetProperty("room").GetString();
        var (texts, seqs, hasMore) = (new List<string>(), new List<long>(), true);
        while (hasMore)
        {
            var page = await reader.CallAsync("have_room", new { room, after = texts.Count, limit = 200 });
            texts.AddRange(page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("message").GetString()!));
            seqs.AddRange(page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("seq").GetInt64()));
            hasMore = page.GetProperty("hasMore").GetBoolean();
        }

        Assert.InRange(texts.Count, before, sent.Count);
        Assert.Equal(Enumerable.Range(1, texts.Count).Select(number => $"number {number}"), texts);
        Assert.Equal(Enumerable.Range(1, texts.Count).Select(number => (long)number), seqs);
        var next = await reader.CallAsync("message", new { room, message = "after the restore", clientMessageId = "id 1" });
        Assert.Equal(1, next.GetProperty("seq").GetInt64());
        again.Dispose();
    }

    /// <summary>A large table makes the work last until the signal comes.</summary>
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task One_that_is_interrupted_leaves_nothing(string signal)
    {
        await _server.StopAsync();
        using (var tables = new SqliteConnection($"Data Source={Path.Combine(_server.DataFolder, "chat.db")};Pooling=False"))
        {
            await tables.OpenAsync();
            using var pad = tables.CreateCommand();
            pad.CommandText = "CREATE TABLE padding AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT zeroblob(1000000) AS bytes FROM n";
            await pad.ExecuteNonQueryAsync();
        }

        var backup = _folder.PathOf("backup");
        var ended = (ExitCode: Tool.Done, Errors: "");
        for (var attempt = 1; ended.ExitCode == Tool.Done && attempt <= MostAttempts; attempt++)
        {
            if (Directory.Exists(backup))
            {
                // It was whole before the signal came.
                Directory.Delete(backup, recursive: true);
            }

            ended = await InterruptedAsync(signal, backup);
        }

        Assert.Equal((Tool.Interrupted, "actorchat: interrupted"), ended);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(backup)!, "backup*"));
    }

    [Fact]
    public async Task An_empty_name_is_a_wrong_command_line()
    {
        foreach (var line in new string[][] { ["backup", ""], ["restore", " "], ["backup", "--data", "", _folder.PathOf("backup")], ["trace", "user", "alice", "--seconds", "-1"] })
        {
            var (exitCode, _, errors) = await ToolProcess.RunAsync(line);
            Assert.Equal((Tool.Wrong, 1), (exitCode, errors.Trim().Split('\n').Length));
        }
    }

    [Fact]
    public async Task A_damaged_backup_is_refused_and_leaves_the_data_folder_empty()
    {
        var (alice, bob) = (await _server.RegisterAsync("alice"), await _server.RegisterAsync("bob"));
        await using (var client = await ChatClient.ConnectAsync(_server.Url, alice))
        {
            await client.CallAsync("message", new { companion = bob.Login, message = "kept" });
        }

        await _server.StopAsync();
        var (backup, data) = (_folder.PathOf("backup"), _folder.PathOf("restored"));
        Assert.Equal(Tool.Done, (await ToolProcess.RunAsync(["backup", backup], [$"ACTORCHAT_DATA={_server.DataFolder}"])).ExitCode);

        var (tables, whole) = (Path.Combine(backup, "chat.db"), await File.ReadAllBytesAsync(Path.Combine(backup, "chat.db")));
        // One bit, in a page that no check of SQLite looks into.
        await File.WriteAllBytesAsync(tables, [.. whole[..^1], (byte)(whole[^1] ^ 1)]);
        Assert.Contains("chat.db is damaged", await RefusedAsync("restore", "--data", data, backup), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(tables, whole[..^4096]);
        Assert.Contains("chat.db is damaged", await RefusedAsync("restore", "--data", data, backup), StringComparison.Ordinal);
        File.Delete(tables);
        Assert.Contains("chat.db is missing", await RefusedAsync("restore", "--data", data, backup), StringComparison.Ordinal);
        Assert.Empty(Names(data).Except(["lock"]));

        // Without the hashes, as a backup made by hand, the databases themselves are checked.
        File.Delete(Path.Combine(backup, "backup.json"));
        await File.WriteAllBytesAsync(tables, whole[..^4096]);
        Assert.Contains("chat.db is damaged", await RefusedAsync("restore", "--data", data, backup), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(tables, whole);
        var byHand = await ToolProcess.RunAsync(["restore", "--data", data, backup]);
        Assert.True(byHand.ExitCode == Tool.Done, byHand.Errors);
        Assert.Contains("made by hand", byHand.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_data_folder_or_is_in_PostgreSQL_is_not_backed_up()
    {
        Assert.Contains("There is no data of this server in", await RefusedAsync("backup", "--data", _folder.PathOf("nothing"), _folder.PathOf("backup")), StringComparison.Ordinal);
        Assert.False(Path.Exists(_folder.PathOf("backup")));
        var shared = await ToolProcess.RunAsync(["backup", _folder.PathOf("backup")], ["ACTORCHAT_STORAGE=postgresql", "ACTORCHAT_POSTGRESQL=Host=nowhere"]);
        Assert.Equal(Tool.Failed, shared.ExitCode);
        Assert.Contains("pg_dump", shared.Errors, StringComparison.Ordinal);
    }

    private static IEnumerable<string?> Names(string folder) => Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);

    /// <summary>Makes a backup, and sends the signal as soon as there is something of it.</summary>
    private async Task<(int ExitCode, string Errors)> InterruptedAsync(string signal, string backup)
    {
        using var process = ToolProcess.Start(["backup", "--data", _server.DataFolder, backup]);
        while (!Directory.Exists(backup + ".partial") && !process.HasExited)
        {
            await Task.Yield();
        }

        using (var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await process.WaitForExitAsync().WaitAsync(ServerProcess.Patience);
        return (process.ExitCode, (await process.StandardError.ReadToEndAsync()).Trim());
    }

    private static async Task<string> RefusedAsync(params string[] arguments)
    {
        var (exitCode, output, errors) = await ToolProcess.RunAsync(arguments);
        Assert.Equal((Tool.Failed, ""), (exitCode, output));
        return Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
