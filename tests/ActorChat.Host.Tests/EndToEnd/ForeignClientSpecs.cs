using ActorChat.Host.Tests.Hosting;
using SocketIOClient.Transport;

namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>The same chat by three clients written by others, over each of their transports.</summary>
public sealed class ForeignClientSpecs(RunningServer server) : IClassFixture<RunningServer>
{
    [Theory]
    [InlineData("polling")]
    [InlineData("websocket")]
    [InlineData("upgrade")]
    public Task Two_users_chat_through_npms_socket_io_client(string transport) => RunAsync("node", "chat.js", transport);

    [Theory]
    [InlineData("polling")]
    [InlineData("websocket")]
    [InlineData("upgrade")]
    public Task Two_users_chat_through_python_socketio(string transport) => RunAsync("/usr/bin/python3", "chat.py", transport);

    [Theory]
    [InlineData(TransportProtocol.Polling)]
    [InlineData(TransportProtocol.WebSocket)]
    public async Task Two_users_chat_through_nugets_SocketIOClient(TransportProtocol transport)
    {
        var (forAlice, forBob) = (await server.RegisterAsync("alice"), await server.RegisterAsync("bob"));
        Assert.Equal("unauthorized", await ChatClient.RefusedAsync(server.Url, forAlice with { Token = "no token" }));
        Assert.Equal("unauthorized", await ChatClient.RefusedAsync(server.Url, forAlice with { Login = forBob.Login }));
        await using var alice = await ChatClient.ConnectAsync(server.Url, forAlice, transport);
        await using var bob = await ChatClient.ConnectAsync(server.Url, forBob, transport);

        var joined = await alice.CallAsync("join_room", new { login = forAlice.Login, companion = forBob.Login });
        var room = joined.GetProperty("room").GetString()!;
        Assert.True(joined.GetProperty("created").GetBoolean());
        Assert.Equal(room, (await bob.CallAsync("join_room", new { companion = forAlice.Login })).GetProperty("room").GetString());

        var stored = await alice.CallAsync("message", new { companion = forBob.Login, message = "привет 😀" });
        Assert.Equal(1, stored.GetProperty("seq").GetInt64());
        foreach (var client in new[] { alice, bob })
        {
            var message = await client.NextAsync("message");
            Assert.Equal("привет 😀", message.GetProperty("message").GetString());
            Assert.Equal(stored.GetProperty("id").GetInt64(), message.GetProperty("id").GetInt64());
        }

        Assert.Equal(1, (await bob.CallAsync("read", new { room, seq = 1 })).GetProperty("seq").GetInt64());
        Assert.Equal(forBob.Login, (await alice.NextAsync("read")).GetProperty("login").GetString());
        var history = await bob.CallAsync("have_room", room);
        Assert.True(Assert.Single(history.GetProperty("messages").EnumerateArray()).GetProperty("isRead").GetBoolean());

        Assert.Equal("message_too_long", await alice.RefusalAsync("message", new { room, message = new string('x', 4001) }));
        Assert.Equal("user_not_found", await alice.RefusalAsync("join_room", new { companion = "nobody-at-all" }));
        await alice.EmitAsync("read", new { room = 5 });
        Assert.Equal("read", (await alice.NextAsync("chat_error")).GetProperty("event").GetString());
    }

    private async Task RunAsync(string program, string script, string transport)
    {
        var (exitCode, output) = await ClientScripts.RunAsync(program, [Path.Combine(ClientScripts.Folder, script), server.Url, transport, $"{transport}-{Guid.NewGuid():N}"[..20]]);
        Assert.True(exitCode == 0 && output.EndsWith("ok\n", StringComparison.Ordinal), output);
    }
}
