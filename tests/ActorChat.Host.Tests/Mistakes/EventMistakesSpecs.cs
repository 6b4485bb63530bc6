using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Mistakes;

/// <summary>The catalogue of <see cref="EventMistakes"/> over real connections.</summary>
public sealed class EventMistakesSpecs
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Every_wrong_event_is_answered_and_none_is_logged_above_Information()
    {
        await using var server = await MistakesServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Chat };
        var alice = await TestUser.RegisterAsync(http, "alice");
        await TestUser.RegisterAsync(http, "bob");
        var events = EventMistakes.Names().SelectMany(_ => EventMistakes.Arguments(), (name, arguments) => $"[\"{name}\"{arguments}]").ToList();
        await using (var line = new Line(server.Chat, alice))
        {
            foreach (var text in events)
            {
                await line.SendAsync($"42{text}");
                await line.SendAsync($"427{text}");
                await line.SyncAsync();
            }
        }

        foreach (var packet in EventMistakes.Packets())
        {
            await using var line = new Line(server.Chat, alice);
            await line.SendAsync(packet);
            await line.SyncAsync();
        }

        await server.AssertQuietAsync();
    }

    [Theory]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"\\udc00bcdefgh\":1}")]
    [InlineData("{\"\\ud800\\ud800oooom\":1,\"\\udfffogin\":{}}")]
    public async Task A_field_whose_name_is_not_valid_text_is_ignored_like_any_unknown_one(string argument)
    {
        await using var server = await MistakesServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Chat };
        await using var line = new Line(server.Chat, await TestUser.RegisterAsync(http, "alice"));
        foreach (var name in new[] { "join_room", "leave_room", "message", "have_room", "read", "typing", "edit", "delete", "react", "changes", "delivered", "block", "unblock" })
        {
            await line.SendAsync($"428[\"{name}\",{argument}]");
            Assert.StartsWith("438[{\"error\":{\"code\":\"invalid_request\"", await line.ReceiveAsync("438"), StringComparison.Ordinal);
        }

        await server.AssertQuietAsync();
    }

    /// <summary>A connected client that reconnects after it was closed.</summary>
    private sealed class Line(Uri server, TestUser user) : IAsyncDisposable
    {
        private const string Sync = "42999[\"have_room\",\"x\"]";

        private ClientWebSocket? _socket;

        public async Task SendAsync(string packet)
        {
            var socket = await OpenAsync();
            try
            {
                await socket.SendAsync(Encoding.UTF8.GetBytes(packet), WebSocketMessageType.Text, true, CancellationToken.None);
            }
            catch (WebSocketException)
            {
                Drop();
            }
        }

        /// <summary>Waits until everything sent is handled: a later request is answered, or the connection is closed.</summary>
        public async Task SyncAsync()
        {
            if (_socket is null)
            {
                return;
            }

            await SendAsync(Sync);
            await ReceiveAsync("43999");
        }

        /// <summary>The next packet that begins so; null if the connection was closed.</summary>
        public async Task<string?> ReceiveAsync(string beginning)
        {
            while (_socket is { } socket)
            {
                var text = await ReadAsync(socket);
                if (text is null)
                {
                    Drop();
                }
                else if (text.StartsWith(beginning, StringComparison.Ordinal))
                {
                    return text;
                }
            }

            return null;
        }

        public ValueTask DisposeAsync()
        {
            Drop();
            return ValueTask.CompletedTask;
        }

        private void Drop()
        {
            _socket?.Dispose();
            _socket = null;
        }

        private async Task<ClientWebSocket> OpenAsync()
        {
            if (_socket is { } open)
            {
                return open;
            }

            _socket = new ClientWebSocket();
            await _socket.ConnectAsync(new Uri($"ws://{server.Authority}/socket.io/?EIO=4&transport=websocket"), CancellationToken.None).WaitAsync(s_patience);
            await _socket.SendAsync(Encoding.UTF8.GetBytes("40" + JsonSerializer.Serialize(new { login = user.Login, token = user.Token })), WebSocketMessageType.Text, true, CancellationToken.None);
            var socket = _socket;
            Assert.NotNull(await ReceiveAsync("42[\"get_name\""));
            return socket;
        }

        private static async Task<string?> ReadAsync(ClientWebSocket socket)
        {
            using var message = new MemoryStream();
            var buffer = new byte[8192];
            try
            {
                while (true)
                {
                    var read = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(s_patience);
                    if (read.MessageType == WebSocketMessageType.Close)
                    {
                        return null;
                    }

                    message.Write(buffer, 0, read.Count);
                    if (read.EndOfMessage)
                    {
                        return Encoding.UTF8.GetString(message.ToArray());
                    }
                }
            }
            catch (WebSocketException)
            {
                return null;
            }
        }
    }
}
