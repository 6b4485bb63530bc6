using System.Diagnostics;
using System.Text.Json;
using ActorChat.Faults.Clients;
using ActorChat.Faults.Crowds;
using ActorChat.Faults.History;
using ActorChat.Faults.Plans;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Tests;

/// <summary>The commands of <c>docs/backup.md</c>, word for word, while a crowd chats.</summary>
[Collection("servers")]
public sealed class BackupSpecs
{
    [Fact]
    public async Task A_backup_under_load_restores_every_message_acknowledged_before_it()
    {
        using var original = DataFolder.Plain();
        using var backup = DataFolder.Plain();
        using var restored = DataFolder.Plain();
        await using var server = new ServerProcess(original, FaultRun.BaseSettings);
        using var crowd = new Crowd(server.Address, new CrowdHabits { Clients = 16, Blocks = 0 }, seed: 1);
        await server.StartAsync();
        await crowd.StartAsync();
        await AcknowledgedAsync(crowd, 300);

        var began = crowd.World.Recorder.Next();
        await TakeBackupAsync(original, backup);
        await server.KillAsync();
        crowd.World.Finish(new Dictionary<string, RoomEnd>());

        await ShellAsync("restore", restored, backup);
        await using var second = new ServerProcess(restored, FaultRun.BaseSettings, server.Address);
        await second.StartAsync();
        var histories = (await crowd.ReadHistoriesAsync()).DistinctBy(history => history.Room).ToDictionary(history => history.Room);
        var promised = crowd.World.Recorder.Collect().OfType<Acknowledged>().Where(told => told.At < began).ToArray();

        Assert.NotEmpty(promised);
        Assert.All(promised, told => Assert.Equal((told.Id, told.Time), At(histories[told.Room], told.Seq)));
        Assert.All(histories.Values, history => Assert.Equal(Enumerable.Range(1, history.Messages.Count), history.Messages.Select(message => (int)message.Seq)));
        await EveryRoomGoesOnAsync(crowd, histories);
    }

    [Fact]
    public async Task A_restore_of_a_stopped_server_and_an_operators_command_give_another_epoch_and_nothing_else_does()
    {
        using var original = DataFolder.Plain();
        using var backup = DataFolder.Plain();
        using var restored = DataFolder.Plain();
        var first = await EpochAsync(original, "alice");
        Assert.Equal(first, await EpochAsync(original, "bob"));

        await ShellAsync("stopped", original, backup);
        await ShellAsync("unpack", restored, backup);
        var second = await EpochAsync(restored, "carol");
        Assert.NotEqual(first, second);
        Assert.Equal(second, await EpochAsync(restored, "dora"));

        await ShellAsync("renew", restored, backup);
        Assert.NotEqual(second, await EpochAsync(restored, "emma"));
        Assert.Equal(first, await EpochAsync(original, "fred"));
    }

    /// <summary>Starts a server on a folder, asks as a new user, and kills it.</summary>
    private static async Task<string> EpochAsync(DataFolder folder, string login)
    {
        await using var server = new ServerProcess(folder, FaultRun.BaseSettings);
        await server.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Address };
        var token = "";
        foreach (var (path, name) in new[] { ("/registr", login), ("/registr", login + "-companion"), ("/login", login) })
        {
            using var answer = await http.PostAsync(path, new StringContent(JsonSerializer.Serialize(new { login = name, password = "correct horse" }), System.Text.Encoding.UTF8, "application/json"));
            token = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.TryGetProperty("token", out var given) ? given.GetString() : token;
        }

        using var world = new World(server.Address, new CrowdHabits());
        await using var wire = await WireClient.ConnectAsync(server.Address, world.Sockets, login, token!, (_, _) => { }, CancellationToken.None);
        var joined = await wire.AskAsync("join_room", json => JsonSerializer.Serialize(json, new { companion = login + "-companion" }), TimeSpan.FromSeconds(30));
        await server.KillAsync();
        return joined.GetProperty("epoch").GetString()!;
    }

    /// <summary>Waits until the crowd is busy: so many messages were acknowledged.</summary>
    private static async Task AcknowledgedAsync(Crowd crowd, int messages)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (crowd.World.Recorder.Collect().OfType<Acknowledged>().Count() < messages)
        {
            await Task.Delay(20, patience.Token);
        }
    }

    private static (string Id, string Time) At(FinalRoom room, long seq) => room.Messages[(int)seq - 1] is var message ? (message.Id, message.Time) : default;

    /// <summary>New messages get the next numbers, and ids that no earlier message has.</summary>
    private static async Task EveryRoomGoesOnAsync(Crowd crowd, Dictionary<string, FinalRoom> histories)
    {
        var ids = histories.Values.SelectMany(history => history.Messages).Select(message => message.Id).ToHashSet();
        foreach (var history in histories.Values)
        {
            var user = crowd.Users.First(user => user.Login == history.Viewer);
            await using var wire = await WireClient.ConnectAsync(crowd.World.Server, crowd.World.Sockets, user.Login, user.Token, (_, _) => { }, CancellationToken.None);
            var answer = await wire.AskAsync("message", json => JsonSerializer.Serialize(json, new { room = history.Room, message = "after the restore" }), TimeSpan.FromSeconds(30));

            Assert.Equal(history.Messages.Count + 1, answer.GetProperty("seq").GetInt64());
            Assert.True(ids.Add(answer.GetProperty("id").ToString()));
        }
    }

    private static async Task TakeBackupAsync(DataFolder original, DataFolder backup)
    {
        do
        {
            File.Delete(backup.Tables);
            File.Delete(backup.Journal);
            await ShellAsync("backup", original, backup);
        }
        while (await ShellAsync("check", original, backup) is "repeat\n");
    }

    /// <summary>Runs a block of the page, found by the word after its opening fence.</summary>
    private static async Task<string> ShellAsync(string block, DataFolder data, DataFolder backup)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "backup.md"));
        var fence = $"```sh {block}\n";
        var start = page.IndexOf(fence, StringComparison.Ordinal) + fence.Length;
        var commands = page[start..page.IndexOf("```", start, StringComparison.Ordinal)];
        var info = new ProcessStartInfo("/bin/sh", ["-euc", commands]) { RedirectStandardOutput = true };
        info.Environment["DATA"] = data.Data;
        info.Environment["BACKUP"] = backup.Data;
        using var shell = Process.Start(info)!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.True(shell.ExitCode == 0, $"{block} ended with {shell.ExitCode}: {output}");
        return output;
    }
}
