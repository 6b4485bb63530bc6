using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;
using SocketIOClient.Transport;

namespace ActorChat.Host.Tests.Gateway;

/// <summary>A client whose session the server ends is told why by the last event before the end.</summary>
public sealed class SessionEndSpecs : IAsyncLifetime
{
    private OperatedServer _server = null!;
    private TestUser _alice = null!;

    public async Task InitializeAsync()
    {
        _server = await OperatedServer.StartAsync();
        _alice = await TestUser.RegisterAsync(_server.Http, "alice");
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("/admin/users/alice/block", "blocked")]
    [InlineData("/admin/users/alice/end-sessions", "token_ended")]
    public async Task One_that_may_not_come_back_is_told_before_the_disconnect(string path, string reason)
    {
        using var client = await RawClient.ConnectAsync(_server.Url, _alice);
        Assert.StartsWith("40", await client.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("42[\"get_name\",\"alice\"]", await client.NextAsync());
        await PostAsync(path);
        Assert.Equal($"42[\"session_ended\",{{\"reason\":\"{reason}\",\"mayReconnect\":false}}]", await client.NextAsync());
        Assert.Equal("41", await client.NextAsync());
    }

    [Theory]
    [InlineData(TransportProtocol.WebSocket)]
    [InlineData(TransportProtocol.Polling)]
    public async Task One_that_may_come_back_is_told_before_its_connection_ends(TransportProtocol transport)
    {
        await using var client = await ChatClient.ConnectAsync(_server.Url, _alice, transport);
        using var ended = await _server.Admin.DeleteAsync(new Uri($"/admin/sessions/{await OnlySessionAsync()}", UriKind.Relative));
        await client.DisconnectedAsync();
        var told = await client.NextAsync("session_ended");
        Assert.Equal(("ended_by_admin", true), (told.GetProperty("reason").GetString(), told.GetProperty("mayReconnect").GetBoolean()));
    }

    /// <summary>Its pages fill whatever is between it and the server; it takes none of them.</summary>
    [Fact]
    public async Task One_that_does_not_read_is_ended_all_the_same()
    {
        await TestUser.RegisterAsync(_server.Http, "bob");
        await using (var writer = await ChatClient.ConnectAsync(_server.Url, _alice))
        {
            await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => writer.CallAsync("message", new { companion = "bob", message = new string('x', 4000) })));
        }

        using var client = await RawClient.ConnectAsync(_server.Url, _alice);
        await client.SendAsync("421[\"join_room\",{\"companion\":\"bob\"}]");
        string? joined;
        do
        {
            joined = await client.NextAsync();
        }
        while (joined?.StartsWith("431", StringComparison.Ordinal) != true);

        using var answer = JsonDocument.Parse(joined[3..]);
        for (var page = 2; page < 60; page++)
        {
            await client.SendAsync($"42{page}[\"have_room\",\"{answer.RootElement[0].GetProperty("room").GetString()}\"]");
        }

        Assert.Equal(1, (await PostAsync("/admin/users/alice/block")).GetProperty("sessionsEnded").GetInt32());
        while ((await SessionsAsync()).Length > 0)
        {
            await Task.Yield();
        }
    }

    private async Task<JsonElement> PostAsync(string path)
    {
        using var answer = await _server.Admin.PostAsync(new Uri(path, UriKind.Relative), null);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<string?> OnlySessionAsync() => Assert.Single(await SessionsAsync()).GetProperty("id").GetString();

    private async Task<JsonElement[]> SessionsAsync() => [.. (await _server.Admin.GetFromJsonAsync<JsonElement>("/admin/sessions")).GetProperty("sessions").EnumerateArray()];
}
