using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>What a client sees of the epoch, by which it notices that remembered numbers are no longer valid.</summary>
public sealed class EpochSpecs : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Joining_and_reading_tell_the_same_epoch_over_a_kill_and_another_one_over_a_restore()
    {
        var config = _folder.Write("test.conf", RunningServer.TestSettings.Replace("error", "information", StringComparison.Ordinal));
        var (data, backup) = (_folder.PathOf("data"), _folder.PathOf("backup"));
        TestUser alice;
        string first;
        await using (var server = await ServerProcess.StartAsync(data, config))
        {
            using var http = new HttpClient { BaseAddress = new Uri(server.Url) };
            alice = await TestUser.RegisterAsync(http, "alice");
            await TestUser.RegisterAsync(http, "bob");
            first = await EpochAsync(server, alice);
            Assert.Matches("^[a-z0-9]{16}$", first);
            Assert.Equal(0, await server.TerminateAsync());
        }

        Copy(data, backup);
        await using (var server = await ServerProcess.StartAsync(data, config))
        {
            Assert.Equal(first, await EpochAsync(server, alice, message: "not in the backup"));
            server.Kill();
        }

        await using (var server = await ServerProcess.StartAsync(data, config))
        {
            Assert.Equal(first, await EpochAsync(server, alice));
            server.Kill();
        }

        // Over the files of the killed server, as an operator in a hurry might do.
        Directory.GetFiles(data, "*.db-*").ToList().ForEach(File.Delete);
        Copy(backup, data);
        await using (var server = await ServerProcess.StartAsync(data, config))
        {
            await server.HeardAsync("is another history than before");
            Assert.NotEqual(first, await EpochAsync(server, alice));
        }
    }

    private static async Task<string> EpochAsync(ServerProcess server, TestUser user, string? message = null)
    {
        await using var client = await ChatClient.ConnectAsync(server.Url, user);
        var joined = await client.CallAsync("join_room", new { companion = "bob" });
        if (message is not null)
        {
            Assert.Null(await client.RefusalAsync("message", new { companion = "bob", message }));
        }

        var page = await client.CallAsync("have_room", new { room = joined.GetProperty("room").GetString() });
        Assert.Equal(joined.GetProperty("epoch").GetString(), page.GetProperty("epoch").GetString());
        return page.GetProperty("epoch").GetString()!;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in new[] { "chat.db", "journal.db" })
        {
            File.WriteAllBytes(Path.Combine(to, file), File.ReadAllBytes(Path.Combine(from, file)));
        }
    }
}
