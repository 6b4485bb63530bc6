using System.Net.Sockets;
using System.Text;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Http;

/// <summary>Clients that keep a connection busy by being slow, against real Kestrel.</summary>
public sealed class SlowRequestSpecs
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: chat\r\n")]
    [InlineData("POST /login HTTP/1.1\r\nHost: chat\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{\"login\":")]
    public async Task A_request_whose_headers_or_body_do_not_come_is_cut_off(string beginning)
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.security { headers-timeout = 1s, body-grace = 2s }");
        var answer = await SendAsync(server, beginning);
        Assert.Matches("^(HTTP/1.1 408|$)", answer);
    }

    [Theory]
    [InlineData("414", "GET /health/live?{0} HTTP/1.1\r\nHost: chat\r\n\r\n")]
    [InlineData("431", "GET /health/live HTTP/1.1\r\nHost: chat\r\nX-Long: {0}\r\n\r\n")]
    public async Task Headers_and_request_lines_that_are_too_long_are_refused(string status, string request)
    {
        await using var server = await OperatedServer.StartAsync();
        Assert.StartsWith($"HTTP/1.1 {status}", await SendAsync(server, request.Replace("{0}", new string('a', 40_000), StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    /// <summary>Sends something and reads until the server ends the connection.</summary>
    private static async Task<string> SendAsync(OperatedServer server, string text)
    {
        using var client = new TcpClient();
        using var patience = new CancellationTokenSource(Patience);
        await client.ConnectAsync("127.0.0.1", new Uri(server.Url).Port, patience.Token);
        var answer = new MemoryStream();
        try
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), patience.Token);
            await client.GetStream().CopyToAsync(answer, patience.Token);
        }
        catch (IOException)
        {
            // Reset: the bytes before it count.
        }

        return Encoding.ASCII.GetString(answer.ToArray());
    }
}
