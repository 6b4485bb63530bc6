using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Gateway;

/// <summary>What a client without a token can make the server send is bounded by the bytes it sent.</summary>
public sealed class StrangerCostSpecs
{
    private const int Factor = 2;
    private const int AllowanceOfSession = 2_048;
    private const int AllowanceOfAnswer = 1_024;
    private const string Polling = "/socket.io/?EIO=4&transport=polling";

    [Theory]
    [InlineData("40")]
    [InlineData("40{\"login\":\"alice\",\"token\":\"no token\"}")]
    [InlineData("40/nowhere,")]
    public async Task Refused_CONNECTs_of_a_session_are_answered_a_few_times(string connect)
    {
        await using var server = await OperatedServer.StartAsync();
        var sid = JsonDocument.Parse((await server.Http.GetStringAsync(Polling))[1..]).RootElement.GetProperty("sid").GetString();
        var body = string.Join('\u001e', Enumerable.Repeat(connect, 5_000));
        using var posted = await server.Http.PostAsync($"{Polling}&sid={sid}", new StringContent(body));

        var refusals = await server.Http.GetStringAsync($"{Polling}&sid={sid}");
        Assert.Equal(5, refusals.Split('\u001e').Count(static packet => packet.StartsWith("44", StringComparison.Ordinal)));
        Assert.InRange(refusals.Length, 1, AllowanceOfSession);
        Assert.Equal("6\u001e1", await server.Http.GetStringAsync($"{Polling}&sid={sid}"));
    }

    [Fact]
    public async Task Above_the_limit_of_an_address_a_refused_CONNECT_closes_and_a_valid_one_is_let_in()
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.rate-limits.refused-connects-per-address = \"1 per 1h, burst 2\"");
        var alice = await TestUser.RegisterAsync(server.Http, "alice");
        using var first = await ConnectAsync(server);
        await SendAsync(first, "40");
        await SendAsync(first, "40/nowhere");
        Assert.Equal("44{\"message\":\"unauthorized\",\"data\":{\"code\":\"missing_credentials\"}}", await ReceiveAsync(first));
        Assert.Equal("44/nowhere,{\"message\":\"Invalid namespace\"}", await ReceiveAsync(first));

        using var second = await ConnectAsync(server);
        await SendAsync(second, "40");
        Assert.Equal("44{\"message\":\"unauthorized\",\"data\":{\"code\":\"missing_credentials\"}}", await ReceiveAsync(second));
        Assert.Equal("refused_too_often", await ReceiveAsync(second));

        await using var let = await ChatClient.ConnectAsync(server.Url, alice);
        Assert.Matches("actorchat_security_events_total\\{[^}]*event=\"connect_refused\"[^}]*\\} [1-9]", await server.Admin.GetStringAsync("/metrics"));
    }

    [Fact]
    public async Task The_limit_of_an_address_can_be_changed_by_operators()
    {
        await using var server = await OperatedServer.StartAsync();
        Assert.Contains("\"refused-connects-per-address\":\"10 per 1s, burst 500\"", await server.Admin.GetStringAsync("/admin/limits"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /none HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("GET /get-all-users HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("GET /get-all-chats HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer x\r\n")]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("GET /health/ready HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("POST /login HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}")]
    [InlineData("POST /registr HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n")]
    [InlineData("POST /logout HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n")]
    [InlineData("POST /change-password HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n")]
    [InlineData("DELETE /login HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("OPTIONS /login HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: a,b,c\r\n")]
    [InlineData("GET /socket.io/ HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("GET /socket.io/?EIO=4&transport=polling&j=1 HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("GET /socket.io/?EIO=4&transport=polling&sid=x HTTP/1.1\r\nHost: a\r\n")]
    [InlineData("POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n")]
    [InlineData("OPTIONS /socket.io/?EIO=4 HTTP/1.1\r\nHost: a\r\nOrigin: http://b\r\n")]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("x\r\n")]
    public async Task No_answer_of_HTTP_to_a_stranger_is_long(string head)
    {
        await using var server = await OperatedServer.StartAsync();
        using var tcp = new TcpClient();
        var address = new Uri(server.Url);
        await tcp.ConnectAsync(address.Host, address.Port);
        var request = Encoding.ASCII.GetBytes(head.Contains("\r\n\r\n", StringComparison.Ordinal)
            ? head.Replace("\r\nHost: a\r\n", "\r\nHost: a\r\nConnection: close\r\n", StringComparison.Ordinal)
            : head.Replace("\r\nHost: a\r\n", "\r\nHost: a\r\nConnection: close\r\n", StringComparison.Ordinal) + "\r\n");
        var stream = tcp.GetStream();
        await stream.WriteAsync(request);
        var answer = await new StreamReader(stream).ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.StartsWith("HTTP/1.1 ", answer, StringComparison.Ordinal);
        Assert.InRange(answer.Length, 1, (Factor * request.Length) + AllowanceOfAnswer);
    }

    private static async Task<ClientWebSocket> ConnectAsync(OperatedServer server)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(server.Url.Replace("http", "ws", StringComparison.Ordinal) + "/socket.io/?EIO=4&transport=websocket"), CancellationToken.None);
        Assert.StartsWith("0{", await ReceiveAsync(socket), StringComparison.Ordinal);
        return socket;
    }

    private static Task SendAsync(ClientWebSocket socket, string packet) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(packet), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    /// <summary>The next packet, or the reason of the close.</summary>
    private static async Task<string?> ReceiveAsync(ClientWebSocket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var buffer = new byte[4_096];
        var received = await socket.ReceiveAsync(buffer, patience.Token);
        return received.MessageType == WebSocketMessageType.Close ? received.CloseStatusDescription : Encoding.UTF8.GetString(buffer, 0, received.Count);
    }
}
