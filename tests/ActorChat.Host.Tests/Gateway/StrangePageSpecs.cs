using ActorChat.Host.Gateway;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Gateway;

/// <summary>
/// Pages of origins that are not listed. What their browsers let them request without naming the page is refused too, and so is every request of a
/// connection, however its id was obtained. Programs, listed pages and the server's own pages are let in.
/// </summary>
public sealed class StrangePageSpecs
{
    private const string OneOrigin = "actorchat.http.cors-origins = [\"https://chat.example\"]";
    private const string Polling = "/socket.io/?EIO=4&transport=polling";
    private const string Closed = "Connection: close\r\n";

    [Theory]
    [InlineData("", "", false, true)]
    [InlineData("", "", true, false)]
    [InlineData("", "none", false, true)]
    [InlineData("", "none", true, false)]
    [InlineData("", "same-origin", false, true)]
    [InlineData("", "same-origin", true, true)]
    [InlineData("", "same-site", false, false)]
    [InlineData("", "cross-site", false, false)]
    [InlineData("", "cross-site", true, false)]
    [InlineData("https://chat.example", "", false, true)]
    [InlineData("https://CHAT.example", "cross-site", false, true)]
    [InlineData("https://chat.example", "same-site", true, true)]
    [InlineData("https://api.example:8443", "", false, true)]
    [InlineData("http://api.example:8443", "", false, false)]
    [InlineData("http://api.example:8443", "same-origin", false, true)]
    [InlineData("https://stranger.example", "", false, false)]
    [InlineData("https://stranger.example", "cross-site", false, false)]
    [InlineData("https://stranger.example", "", true, false)]
    [InlineData("null", "", false, false)]
    [InlineData("null", "cross-site", true, false)]
    [InlineData("https://chat.example.stranger.example", "", false, false)]
    public void A_page_is_judged_by_what_its_browser_says_of_it(string origin, string site, bool script, bool allowed)
    {
        var page = new AskingPage(origin, site, ("https", "api.example:8443"), script);
        Assert.Equal(allowed, new PageRules(["https://chat.example"]).Allows(page));
        Assert.True(new PageRules(["*"]).Allows(page));
    }

    [Theory]
    [InlineData("&j=0", "")]
    [InlineData("&j", "")]
    [InlineData("&%6A=0", "")]
    [InlineData("&j=0", "Sec-Fetch-Site: cross-site\r\n")]
    [InlineData("", "Sec-Fetch-Site: cross-site\r\n")]
    [InlineData("", "Sec-Fetch-Site: same-site\r\n")]
    [InlineData("", "Origin: null\r\n")]
    [InlineData("", "Origin: https://stranger.example\r\n")]
    public async Task It_opens_no_connection_and_uses_none(string query, string headers)
    {
        await using var server = await OperatedServer.StartAsync(settings: OneOrigin);
        Assert.StartsWith("HTTP/1.1 403", await AskAsync(server, "GET", Polling + query, Closed + headers), StringComparison.Ordinal);
        var webSocket = Polling.Replace("polling", "websocket", StringComparison.Ordinal) + query;
        Assert.StartsWith("HTTP/1.1 403", await AskAsync(server, "GET", webSocket, ClearSocket.OpeningHeaders + headers), StringComparison.Ordinal);
        var connection = $"{Polling}&sid={await OpenAsync(server)}";
        Assert.StartsWith("HTTP/1.1 403", await AskAsync(server, "GET", connection + query, Closed + headers), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 403", await AskAsync(server, "POST", connection + query, Closed + headers, "40"), StringComparison.Ordinal);
        var upgrade = connection.Replace("polling", "websocket", StringComparison.Ordinal) + query;
        Assert.StartsWith("HTTP/1.1 403", await AskAsync(server, "GET", upgrade, ClearSocket.OpeningHeaders + headers), StringComparison.Ordinal);

        // Nothing of it reached the connection: the client that owns it can continue.
        Assert.EndsWith("\r\n\r\nok", await AskAsync(server, "POST", connection, Closed, "40"), StringComparison.Ordinal);
        Assert.Contains("44{", await AskAsync(server, "GET", connection, Closed), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Origin: https://chat.example\r\n")]
    [InlineData("Origin: https://chat.example\r\nSec-Fetch-Site: cross-site\r\n")]
    [InlineData("Origin: http://localhost\r\n")]
    [InlineData("Origin: https://localhost\r\nSec-Fetch-Site: same-origin\r\n")]
    [InlineData("Sec-Fetch-Site: same-origin\r\n")]
    public async Task Programs_named_pages_and_the_servers_own_behind_a_proxy_too_use_a_connection_by_both_transports(string headers)
    {
        await using var server = await OperatedServer.StartAsync(settings: OneOrigin);
        var connection = $"{Polling}&sid={await OpenAsync(server, headers)}";
        Assert.EndsWith("\r\n\r\nok", await AskAsync(server, "POST", connection, Closed + headers, "40"), StringComparison.Ordinal);
        Assert.Contains("44{", await AskAsync(server, "GET", connection, Closed + headers), StringComparison.Ordinal);
        var webSocket = Polling.Replace("polling", "websocket", StringComparison.Ordinal);
        Assert.True(ClearSocket.IsOpened(await AskAsync(server, "GET", webSocket, ClearSocket.OpeningHeaders + headers)));
    }

    [Fact]
    public async Task If_any_origin_is_allowed_a_script_request_is_answered()
    {
        await using var server = await OperatedServer.StartAsync();
        Assert.Contains("___eio[0](\"0{", await AskAsync(server, "GET", Polling + "&j=0", Closed + "Sec-Fetch-Site: cross-site\r\n"), StringComparison.Ordinal);
    }

    private static async Task<string> OpenAsync(OperatedServer server, string headers = "")
    {
        var opened = await AskAsync(server, "GET", Polling, Closed + headers);
        Assert.True(ClearSocket.IsOpened(opened), opened);
        return opened.Split("\"sid\":\"")[1].Split('"')[0];
    }

    private static async Task<string> AskAsync(OperatedServer server, string method, string target, string headers, string? body = null)
    {
        using var socket = await ClearSocket.ConnectAsync(server.Url);
        var length = body is null ? "" : $"Content-Type: text/plain\r\nContent-Length: {body.Length}\r\n";
        return await socket.AskAsync($"{method} {target} HTTP/1.1\r\nHost: localhost\r\n{headers}{length}\r\n{body}");
    }
}
