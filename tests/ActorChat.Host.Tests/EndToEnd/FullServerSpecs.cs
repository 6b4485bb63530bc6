using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ActorChat.Host.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>What a client sees of a full server, or of one whose storage cannot be written: a refusal, and none once there is room again.</summary>
public sealed class FullServerSpecs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task One_session_too_many_is_unavailable_and_let_in_once_another_has_ended()
    {
        await using var server = await StartAsync("sessions.max = 1");
        var (alice, bob) = (await server.It.RegisterAsync("alice"), await server.It.RegisterAsync("bob"));
        await using (await ChatClient.ConnectAsync(server.It.Url, alice))
        {
            Assert.Equal("unavailable", await ChatClient.RefusedAsync(server.It.Url, bob));
        }

        await using var atBob = await ChatClient.ConnectOnceThereIsRoomAsync(server.It.Url, bob);
        Assert.Null(await atBob.RefusalAsync("join_room", new { companion = alice.Login }));
    }

    [Fact]
    public async Task More_logins_than_may_wait_are_unavailable_with_the_time_to_wait()
    {
        // Each of them takes long and one runs at a time, so all are queued before the second has run.
        await using var server = await StartAsync("passwords { memory = 32MiB, iterations = 4, threads = 1, waiting = 1 }");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => server.It.Http.PostAsJsonAsync("/login", new { login = $"user-{i}", password = TestUser.Password })));
        Assert.Contains(answers, answer => answer.StatusCode == HttpStatusCode.Unauthorized);
        var refused = answers.Where(answer => answer.StatusCode != HttpStatusCode.Unauthorized).ToList();
        Assert.NotEmpty(refused);
        foreach (var answer in refused)
        {
            await AssertUnavailableAsync(answer);
        }
    }

    [Fact]
    public async Task Tables_that_are_locked_make_registering_and_logging_in_unavailable_until_they_are_free()
    {
        await using var server = await StartAsync("");
        var alice = await server.It.RegisterAsync("alice");
        await using (var other = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(server.It.DataFolder, "chat.db"), Pooling = false }.ToString()))
        {
            await other.OpenAsync();
            await ExecuteAsync(other, "BEGIN IMMEDIATE");
            await AssertUnavailableAsync(await server.It.Http.PostAsJsonAsync("/registr", new { login = "bob", password = TestUser.Password }));
            await AssertUnavailableAsync(await server.It.Http.PostAsJsonAsync("/login", new { login = alice.Login, password = TestUser.Password }));
            await ExecuteAsync(other, "ROLLBACK");
        }

        await TestUser.RegisterAsync(server.It.Http, "bob");
        await TestUser.LogInAsync(server.It.Http, alice.Login);
    }

    [Fact]
    public async Task One_TCP_connection_too_many_is_closed()
    {
        await using var server = await StartAsync("security.max-connections = 2");
        using var first = await ConnectAsync(server.It);
        using var second = await ConnectAsync(server.It);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(first), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(second), StringComparison.Ordinal);
        using var third = await ConnectAsync(server.It);
        Assert.Equal("", await AskAsync(third));
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(first), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_and_bodies_that_do_not_come_are_cut_off()
    {
        await using var server = await StartAsync("security { headers-timeout = 1s, body-grace = 2s }");
        using var headers = await ConnectAsync(server.It);
        using var body = await ConnectAsync(server.It);
        var answers = await Task.WhenAll(
            AskAsync(headers, "GET /health/live HTTP/1.1\r\nHost: x\r\n"),
            AskAsync(body, "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"));
        Assert.All(answers, answer => Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal));
    }

    private static async Task<Scope> StartAsync(string settings)
    {
        var server = new RunningServer { Settings = $"actorchat {{ {settings} }}" };
        await server.InitializeAsync();
        return new Scope(server);
    }

    private static async Task AssertUnavailableAsync(HttpResponseMessage answer)
    {
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal("unavailable", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<Socket> ConnectAsync(RunningServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, new Uri(server.Url).Port);
        return socket;
    }

    /// <summary>The beginning of the answer; nothing if the connection is closed.</summary>
    private static async Task<string> AskAsync(Socket socket, string request = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
    {
        using var patience = new CancellationTokenSource(s_patience);
        var answer = new byte[4096];
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(request), patience.Token);
            return Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer, patience.Token));
        }
        catch (SocketException)
        {
            return "";
        }
    }

    private sealed record Scope(RunningServer It) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await It.DisposeAsync();
    }
}
