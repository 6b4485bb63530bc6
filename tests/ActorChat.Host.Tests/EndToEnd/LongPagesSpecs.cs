using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using ActorChat.Host.Tests.Hosting;
using SocketIOClient.Transport;

namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>However much history a client requests at once: if it reads, it gets all of it, page after page.</summary>
public sealed class LongPagesSpecs(RunningServer server) : IClassFixture<RunningServer>
{
    private const int Messages = 200;
    private const int Pages = 10;

    /// <summary>A message of the maximum length, each character of four bytes.</summary>
    private static readonly string Longest = string.Concat(Enumerable.Repeat("😀", 4000));

    [Fact]
    public async Task A_reader_that_asks_for_ten_longest_pages_at_once_and_reads_late_gets_all_of_them()
    {
        var (alice, room) = await FilledAsync();
        using var socket = new ClientWebSocket();
        socket.Options.SetBuffer(4096, 4096);
        await socket.ConnectAsync(new Uri(server.Url.Replace("http", "ws", StringComparison.Ordinal) + "/socket.io/?EIO=4&transport=websocket"), CancellationToken.None);
        await SendAsync(socket, $"40{JsonSerializer.Serialize(new { login = alice.Login, token = alice.Token })}");
        for (var page = 0; page < Pages; page++)
        {
            await SendAsync(socket, $"42{page}[\"have_room\",{{\"room\":\"{room}\",\"limit\":{Messages}}}]");
        }

        // Another client is served meanwhile, so this one's requests had all the time they needed.
        await using (var other = await ChatClient.ConnectAsync(server.Url, alice))
        {
            Assert.NotEmpty(await PageAsync(other, new { room, after = 0, limit = Messages }));
        }

        var answered = new HashSet<int>();
        while (answered.Count < Pages)
        {
            var text = await ReceiveAsync(socket);
            if (text == "2")
            {
                await SendAsync(socket, "3");
            }
            else if (text.StartsWith("43", StringComparison.Ordinal))
            {
                var id = text[2..text.IndexOf('[', StringComparison.Ordinal)];
                using var answer = JsonDocument.Parse(text[(2 + id.Length)..]);
                Assert.Equal(Messages, answer.RootElement[0].GetProperty("messages").EnumerateArray().Last().GetProperty("seq").GetInt32());
                Assert.True(answer.RootElement[0].GetProperty("hasMore").GetBoolean());
                Assert.True(answered.Add(int.Parse(id, CultureInfo.InvariantCulture)));
            }
        }
    }

    [Theory]
    [InlineData(TransportProtocol.WebSocket)]
    [InlineData(TransportProtocol.Polling)]
    public async Task Pages_asked_for_at_once_all_come_on_each_transport(TransportProtocol transport)
    {
        var (alice, room) = await FilledAsync();
        await using var client = await ChatClient.ConnectAsync(server.Url, alice, transport);
        var pages = await Task.WhenAll(Enumerable.Range(0, Pages).Select(_ => client.CallAsync("have_room", new { room, after = 0, limit = Messages })));
        Assert.All(pages, page => Assert.Equal(1, page.GetProperty("messages")[0].GetProperty("seq").GetInt32()));
    }

    [Fact]
    public async Task Pages_that_are_cut_to_their_bytes_lead_through_the_whole_history_forward_and_backward_and_between_bounds()
    {
        var (alice, room) = await FilledAsync();
        await using var client = await ChatClient.ConnectAsync(server.Url, alice);
        var forward = new List<int>();
        for (var page = await PageAsync(client, new { room, after = 0, limit = Messages }); page.Count > 0; page = await PageAsync(client, new { room, after = forward[^1], limit = Messages }))
        {
            forward.AddRange(page);
        }

        var backward = await PageAsync(client, new { room, limit = Messages });
        Assert.InRange(backward.Count, 2, Messages - 1);
        for (var page = backward; page.Count > 0; page = await PageAsync(client, new { room, before = backward[0], limit = Messages }))
        {
            backward = page == backward ? backward : [.. page, .. backward];
        }

        var between = new List<int> { 20 };
        for (var page = await PageAsync(client, new { room, after = 20, before = 150, limit = Messages }); page.Count > 0; page = await PageAsync(client, new { room, after = between[^1], before = 150, limit = Messages }))
        {
            between.AddRange(page);
        }

        Assert.Equal(Enumerable.Range(1, Messages), forward);
        Assert.Equal(Enumerable.Range(1, Messages), backward);
        Assert.Equal(Enumerable.Range(20, 130), between);
    }

    private static async Task<List<int>> PageAsync(ChatClient client, object bounds) =>
        [.. (await client.CallAsync("have_room", bounds)).GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("seq").GetInt32())];

    private async Task<(TestUser Alice, string Room)> FilledAsync()
    {
        var (alice, bob) = (await server.RegisterAsync("alice"), await server.RegisterAsync("bob"));
        await using var client = await ChatClient.ConnectAsync(server.Url, bob);
        var room = "";
        for (var i = 0; i < Messages; i++)
        {
            room = (await client.CallAsync("message", new { companion = alice.Login, message = Longest })).GetProperty("room").GetString()!;
        }

        return (alice, room);
    }

    private static Task SendAsync(ClientWebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(ServerProcess.Patience);
        using var message = new MemoryStream();
        var part = new byte[4096];
        WebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(part, patience.Token);
            Assert.True(received.MessageType == WebSocketMessageType.Text, $"closed: {received.CloseStatusDescription}");
            message.Write(part, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
    }
}
