using System.Text.Json;
using ActorChat.Host.Commands;
using ActorChat.Host.Lifecycle;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace ActorChat.Host.Tests.Commands;

/// <summary>The commands that ask the admin interface, as processes of their own.</summary>
public sealed class AdminCommandSpecs : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private OperatedServer _server = null!;

    public async Task InitializeAsync() => _server = await OperatedServer.StartAsync(settings: "actorchat.stopping.notice = 0s");

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_operator_finds_users_and_changes_what_they_may_do()
    {
        Assert.Equal("carol is registered\n", await DoneAsync("a password of carol\n", "user", "add", "carol"));
        var alice = await TestUser.RegisterAsync(_server.Http, "alice");
        await using var client = await ChatClient.ConnectAsync(_server.Url, alice);

        var list = await DoneAsync("", "user", "list", "--search", "AL");
        Assert.Contains("alice  online", list, StringComparison.Ordinal);
        Assert.DoesNotContain("carol", list, StringComparison.Ordinal);
        var all = JsonDocument.Parse(await DoneAsync("", "user", "list", "--json")).RootElement;
        Assert.Equal(["alice", "carol"], all.EnumerateArray().Select(user => user.GetProperty("login").GetString()));

        var session = (await DoneAsync("", "session", "list", "--user", "alice")).Split('\n')[1].Split(' ')[0];
        Assert.Contains(session, await DoneAsync("", "user", "show", "alice"), StringComparison.Ordinal);
        Assert.Equal($"{session} is ended\n", await DoneAsync("", "session", "end", session));
        await client.DisconnectedAsync();
        Assert.Equal("actorchat: refused: There is no such session. (session_not_found)\n", await RefusedAsync("", "session", "end", session));

        await using var again = await ChatClient.ConnectAsync(_server.Url, alice);
        Assert.StartsWith("alice is logged out, 1 session", await DoneAsync("", "user", "logout", "alice"), StringComparison.Ordinal);
        await again.DisconnectedAsync();
        Assert.StartsWith("alice is blocked", await DoneAsync("", "user", "block", "alice"), StringComparison.Ordinal);
        await Assert.ThrowsAsync<HttpRequestException>(() => TestUser.LogInAsync(_server.Http, "alice"));
        Assert.Equal("alice may log in again\n", await DoneAsync("", "user", "unblock", "alice"));

        Assert.Contains("invalid_password", await RefusedAsync("short\n", "user", "reset-password", "alice"), StringComparison.Ordinal);
        Assert.Contains("first line of the standard input", await RefusedAsync("", "user", "reset-password", "alice"), StringComparison.Ordinal);
        Assert.StartsWith("carol has the new password", await DoneAsync($"{TestUser.Password}\n", "user", "reset-password", "carol"), StringComparison.Ordinal);
        await TestUser.LogInAsync(_server.Http, "carol");

        Assert.Contains("nothing was erased", await RefusedAsync("bob\n", "user", "erase", "alice"), StringComparison.Ordinal);
        await TestUser.LogInAsync(_server.Http, "alice");
        Assert.StartsWith("alice is erased", await DoneAsync("alice\n", "user", "erase", "alice"), StringComparison.Ordinal);
        await Assert.ThrowsAsync<HttpRequestException>(() => TestUser.LogInAsync(_server.Http, "alice"));
        Assert.Equal("actorchat: refused: There is no such user. (user_not_found)\n", await RefusedAsync("", "user", "show", "nobody"));
    }

    [Fact]
    public async Task Status_shows_the_server_on_one_screen()
    {
        var status = await DoneAsync("", "status");
        Assert.Equal(["node", "sessions", "a second", "latency", "queues", "partitions", "memory", "disk"], status.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split("  ")[0]));
        Assert.Contains("4 here, 4 open of 4", status, StringComparison.Ordinal);
        // How many is not asked: the gauges belong to the process, which has the servers of other tests too.
        Assert.Equal(JsonValueKind.Number, JsonDocument.Parse(await DoneAsync("", "status", "--json")).RootElement.GetProperty("nodes")[0].GetProperty("sessions").ValueKind);
    }

    [Fact]
    public async Task Status_ends_with_1_if_the_server_is_not_ready()
    {
        var config = _folder.Write("own.conf", $"actorchat.metrics.listen = \"{_server.Admin.BaseAddress!.Authority}\"");
        Task<(int ExitCode, string Output, string Errors)> StatusAsync(params string[] options) =>
            ToolProcess.RunAsync(["status", .. options], [Token, $"ACTORCHAT_URLS={_server.Url}", $"ACTORCHAT_CONFIG={config}"]);
        var (exitCode, output, errors) = await StatusAsync();
        Assert.Equal((Tool.Done, ""), (exitCode, errors));
        Assert.StartsWith($"ready at {_server.Url}\nnode", output, StringComparison.Ordinal);

        await _server.Services.GetRequiredService<Drain>().RunAsync();
        (exitCode, output, errors) = await StatusAsync();
        Assert.Equal(Tool.Failed, exitCode);
        Assert.StartsWith("node", output, StringComparison.Ordinal);
        Assert.StartsWith($"actorchat: NOT READY: {_server.Url} says ", errors, StringComparison.Ordinal);
        Assert.Contains("\"accepting\":\"failed\"", errors, StringComparison.Ordinal);
        (exitCode, output, _) = await StatusAsync("--json");
        Assert.Equal(Tool.Failed, exitCode);
        Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("nodes").EnumerateArray());
    }

    [Fact]
    public async Task Tracing_a_user_shows_sessions_and_events_and_no_text()
    {
        var (alice, bob) = (await TestUser.RegisterAsync(_server.Http, "alice"), await TestUser.RegisterAsync(_server.Http, "bob"));
        using var trace = ToolProcess.Start(["trace", "user", "ALICE", "--json", "--url", Url], [Token]);
        try
        {
            var all = new List<string>();
            async Task HeardAsync(string what)
            {
                while (!all.Exists(line => line.Contains(what, StringComparison.Ordinal)))
                {
                    all.Add(await trace.StandardOutput.ReadLineAsync().WaitAsync(ServerProcess.Patience) ?? throw new InvalidOperationException(string.Join('\n', all)));
                }
            }

            await HeardAsync("offline, 1 tokens");
            await using (var client = await ChatClient.ConnectAsync(_server.Url, alice))
            {
                await client.CallAsync("message", new { companion = bob.Login, message = "between the two of us" });
                await HeardAsync("session began");
            }

            await HeardAsync("session ended");
            await DoneAsync("", "user", "block", "alice");
            await HeardAsync("block");
            Assert.All(all, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
            Assert.DoesNotContain(all, line => line.Contains("between the two", StringComparison.Ordinal) || line.Contains("bob", StringComparison.Ordinal) || line.Contains(alice.Token, StringComparison.Ordinal));
        }
        finally
        {
            trace.Kill();
        }
    }

    [Fact]
    public async Task The_token_comes_from_the_environment_or_a_file_and_a_wrong_one_is_refused()
    {
        foreach (var text in new[] { OperatedServer.AdminToken, $"OTHER=1\nACTORCHAT_ADMIN_TOKEN={OperatedServer.AdminToken}\n" })
        {
            var given = await ToolProcess.RunAsync(["user", "list", "--url", Url, "--token-file", _folder.Write("token", text)]);
            Assert.True(given.ExitCode == Tool.Done, given.Errors);
        }

        var missing = await ToolProcess.RunAsync(["user", "list", "--url", Url]);
        Assert.Equal(Tool.Failed, missing.ExitCode);
        Assert.Contains("ACTORCHAT_ADMIN_TOKEN", missing.Errors, StringComparison.Ordinal);
        var wrong = await ToolProcess.RunAsync(["user", "list", "--url", Url, "--token-file", _folder.Write("token", "another token, which is long enough")]);
        Assert.Equal((Tool.Failed, "", "actorchat: refused: the token is not the server's\n"), wrong);
        var silent = await ToolProcess.RunAsync(["status", "--url", "http://127.0.0.1:1"], [Token]);
        Assert.Equal(Tool.Failed, silent.ExitCode);
        Assert.Contains("http://127.0.0.1:1/ does not answer", silent.Errors, StringComparison.Ordinal);
    }

    private static string Token => $"ACTORCHAT_ADMIN_TOKEN={OperatedServer.AdminToken}";

    private string Url => _server.Admin.BaseAddress!.ToString();

    private async Task<string> DoneAsync(string input, params string[] arguments)
    {
        var (exitCode, output, errors) = await ToolProcess.RunAsync([.. arguments, "--url", Url], [Token], input);
        Assert.True(exitCode == Tool.Done, errors);
        return output;
    }

    private async Task<string> RefusedAsync(string input, params string[] arguments)
    {
        var (exitCode, output, errors) = await ToolProcess.RunAsync([.. arguments, "--url", Url], [Token], input);
        Assert.Equal((Tool.Failed, ""), (exitCode, output));
        return errors;
    }
}
