using System.Net;
using System.Net.Http.Headers;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;
using Microsoft.Data.Sqlite;
using SocketIOClient.Transport;

namespace ActorChat.Host.Tests.Accounts;

/// <summary>A session and the token that opened it: neither outlives the other without reason.</summary>
public sealed class TokenLifeSpecs : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TransportProtocol.WebSocket)]
    [InlineData(TransportProtocol.Polling)]
    public async Task A_session_ends_with_the_lifetime_of_its_token(TransportProtocol transport)
    {
        await using var server = new RestartedServer(_folder);
        var http = await server.StartAsync("actorchat.tokens { lifetime = 3s, idle-lifetime = 1d }");
        var alice = await TestUser.RegisterAsync(http, "alice");
        await using var client = await ChatClient.ConnectAsync(server.Url, alice, transport);
        await client.DisconnectedAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, alice));
        Assert.Equal("unauthorized", await ChatClient.RefusedAsync(server.Url, alice));
    }

    [Fact]
    public async Task A_session_in_use_keeps_its_token_from_idling_out_and_the_next_start_knows()
    {
        await using var server = new RestartedServer(_folder);
        const string Settings = "actorchat.tokens { idle-lifetime = 2s, sweep-every = 1s }";
        var http = await server.StartAsync(Settings);
        var (alice, bob) = (await TestUser.RegisterAsync(http, "alice"), await TestUser.RegisterAsync(http, "bob"));
        await using (var client = await ChatClient.ConnectAsync(server.Url, alice))
        {
            // Bob's unused token is swept; Alice's, equally old, would be too.
            while (await TokensAsync(server, "bob") > 0)
            {
                await client.RefusalAsync("read", new { room = "x", seq = 1 });
            }

            Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, alice));
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, bob));
        }

        await using (var again = await ChatClient.ConnectAsync(server.Url, alice))
        {
            http = await server.StartAsync(Settings);
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(http, alice));
    }

    [Fact]
    public async Task A_login_whose_hash_cannot_be_renewed_still_gets_its_token_and_counts_as_no_failure()
    {
        const string Limits = "actorchat.rate-limits.failed-logins-per-login = \"1 per 1h, burst 1\"";
        using var folder = new TestFolder();
        await using var server = new RestartedServer(folder);
        await TestUser.RegisterAsync(await server.StartAsync("actorchat.passwords.iterations = 1"), "alice");
        var http = await server.StartAsync($"{Limits}\nactorchat.passwords.iterations = 2");
        await ExecuteAsync(server, "CREATE TRIGGER refuse BEFORE UPDATE OF password ON users BEGIN SELECT RAISE(ABORT, 'not now'); END");
        var first = await TestUser.LogInAsync(http, "alice");
        var second = await TestUser.LogInAsync(http, "alice");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(http, first), await StatusAsync(http, second)));
        await ExecuteAsync(server, "DROP TRIGGER refuse");
        await TestUser.LogInAsync(http, "alice");
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, TestUser user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/get-all-chats");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user.Token);
        using var answer = await http.SendAsync(request);
        return answer.StatusCode;
    }

    private static async Task ExecuteAsync(RestartedServer server, string sql)
    {
        await using var tables = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(server.DataFolder, "chat.db"), Pooling = false }.ToString());
        await tables.OpenAsync();
        await using var command = tables.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<long> TokensAsync(RestartedServer server, string login)
    {
        await using var tables = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(server.DataFolder, "chat.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await tables.OpenAsync();
        await using var count = tables.CreateCommand();
        count.CommandText = "SELECT count(*) FROM user_token WHERE login_key = $login";
        count.Parameters.AddWithValue("$login", login);
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
