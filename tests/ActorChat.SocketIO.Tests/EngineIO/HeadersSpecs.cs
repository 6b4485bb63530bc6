using System.IO.Compression;
using System.Net;
using ActorChat.SocketIO.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace ActorChat.SocketIO.Tests.EngineIO;

public class HeadersSpecs
{
    private const string Open = "/engine.io/?EIO=4&transport=polling";

    [Theory]
    [InlineData(Open)]
    [InlineData("/engine.io/?EIO=4&transport=polling&sid=none")]
    [InlineData("/engine.io/?EIO=1&transport=polling")]
    public async Task Any_origin_is_allowed_on_all_answers_errors_too(string uri)
    {
        await using var server = await RunningServer.StartAsync(static options => options.Cors = new EngineCors { AnyOrigin = true });
        using var response = await SendAsync(server, HttpMethod.Get, uri, "https://a.example");
        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://a.example", "https://a.example")]
    [InlineData("https://b.example", null)]
    public async Task A_listed_origin_is_echoed_and_a_foreign_one_gets_its_answer_without_the_header(string origin, string? allowed)
    {
        await using var server = await RunningServer.StartAsync(static options =>
        {
            options.Cors = new EngineCors { Credentials = true };
            options.Cors.Origins.Add("https://a.example");
        });
        using var response = await SendAsync(server, HttpMethod.Get, Open, origin);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(allowed, Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal("true", Header(response, "Access-Control-Allow-Credentials"));
        Assert.Contains("Origin", response.Headers.Vary);
    }

    [Fact]
    public async Task A_preflight_is_answered_with_methods_and_the_headers_asked_for()
    {
        await using var server = await RunningServer.StartAsync(static options => options.Cors = new EngineCors { AnyOrigin = true, MaxAge = TimeSpan.FromMinutes(1), ExposedHeaders = "X-A" });
        using var request = new HttpRequestMessage(HttpMethod.Options, Open);
        request.Headers.Add("Origin", "https://a.example");
        request.Headers.Add("Access-Control-Request-Headers", "x-one,x-two");

        using var response = await server.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("*", Header(response, "Access-Control-Allow-Origin"));
        Assert.Equal("GET,HEAD,PUT,PATCH,POST,DELETE", Header(response, "Access-Control-Allow-Methods"));
        Assert.Equal("x-one,x-two", Header(response, "Access-Control-Allow-Headers"));
        Assert.Equal("60", Header(response, "Access-Control-Max-Age"));
        Assert.Equal("X-A", Header(response, "Access-Control-Expose-Headers"));
        Assert.Contains("Access-Control-Request-Headers", response.Headers.Vary);
    }

    [Fact]
    public async Task The_cookie_comes_with_the_polling_handshake_only()
    {
        await using var server = await RunningServer.StartAsync(static options => options.Cookie = new EngineCookie { SameSite = SameSiteMode.Strict });
        using var response = await SendAsync(server, HttpMethod.Get, Open, null);
        var sid = RunningServer.SidOf((await response.Content.ReadAsStringAsync())[1..]);
        Assert.Equal($"io={sid}; path=/; samesite=strict; httponly", Header(response, "Set-Cookie"));

        using var socket = await server.WebSocketAsync();
        Assert.DoesNotContain("Set-Cookie", socket.Response, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("gzip", 1100, "gzip")]
    [InlineData("deflate", 1100, "deflate")]
    [InlineData("deflate, gzip", 1100, "gzip")]
    [InlineData("gzip;q=0.5, deflate", 1100, "deflate")]
    [InlineData("gzip;q=0", 1100, null)]
    [InlineData("br", 1100, null)]
    [InlineData("gzip", 1000, null)]
    public async Task A_long_poll_answer_is_compressed_as_the_client_likes(string accepted, int length, string? encoding)
    {
        await using var server = await RunningServer.StartAsync();
        var sid = await server.OpenPollingAsync();
        var message = "4" + new string('x', length);
        using var posted = await server.PostAsync(sid, message);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Open}&sid={sid}");
        request.Headers.Add("Accept-Encoding", accepted);

        using var response = await server.Http.SendAsync(request);

        Assert.Equal(encoding, response.Content.Headers.ContentEncoding.SingleOrDefault());
        await using var body = await response.Content.ReadAsStreamAsync();
        await using Stream plain = encoding switch
        {
            "gzip" => new GZipStream(body, CompressionMode.Decompress),
            "deflate" => new ZLibStream(body, CompressionMode.Decompress),
            _ => body,
        };
        using var reader = new StreamReader(plain);
        Assert.Equal(message, await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task The_hook_refuses_with_its_own_message_and_hooks_add_headers()
    {
        await using var server = await RunningServer.StartAsync(static options =>
        {
            options.AllowRequest = static context => ValueTask.FromResult(context.Request.Query.ContainsKey("deny") ? "go away" : null);
            options.OnInitialHeaders = static context => context.Response.Headers["x-first"] = "1";
            options.OnHeaders = static context => context.Response.Headers["x-each"] = "1";
        });

        using var refused = await SendAsync(server, HttpMethod.Get, Open + "&deny=1", null);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("{\"code\":4,\"message\":\"go away\"}", await refused.Content.ReadAsStringAsync());

        using var admitted = await SendAsync(server, HttpMethod.Get, Open, null);
        Assert.Equal("1", Header(admitted, "x-first"));
        var sid = RunningServer.SidOf((await admitted.Content.ReadAsStringAsync())[1..]);
        using var posted = await server.PostAsync(sid, "4a");
        using var polled = await server.GetAsync(sid);
        Assert.Equal("1", Header(polled, "x-each"));
        Assert.Null(Header(polled, "x-first"));
    }

    private static async Task<HttpResponseMessage> SendAsync(RunningServer server, HttpMethod method, string uri, string? origin)
    {
        using var request = new HttpRequestMessage(method, uri);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        return await server.Http.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(",", values) : null;
}
