using System.Collections.Concurrent;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Mistakes;

/// <summary>The catalogue of <see cref="HttpMistakes"/> at every endpoint of both addresses.</summary>
public sealed class HttpMistakesSpecs
{
    /// <summary>HTTP version not supported (RFC 9110, section 15.6.6): the RFC asks a server for this answer, although the mistake is the client's.</summary>
    private const int VersionNotSupported = 505;

    private static readonly (string Method, string Path)[] s_chat =
    [
        ("POST", "/registr"), ("POST", "/login"), ("POST", "/logout"), ("POST", "/change-password"), ("GET", "/get-all-users"), ("POST", "/get-all-users"), ("GET", "/get-all-chats"), ("POST", "/get-all-chats"),
        ("GET", "/health/live"), ("GET", "/health/ready"), ("GET", "/openapi/v1.json"), ("GET", "/scalar"), ("GET", "/"), ("GET", "/nowhere"),
    ];

    private static readonly (string Method, string Path)[] s_operators =
    [
        ("GET", "/metrics"), ("GET", "/admin/sessions"), ("DELETE", "/admin/sessions/nobody"), ("GET", "/admin/rooms"), ("POST", "/admin/users/nobody/block"), ("POST", "/admin/users/nobody/unblock"),
        ("POST", "/admin/users/nobody/end-sessions"), ("POST", "/admin/users/nobody/erase"), ("GET", "/admin/limits"), ("PUT", "/admin/limits/connects"), ("GET", "/admin"), ("GET", "/"),
        ("GET", "/admin/users"), ("GET", "/admin/users/alice"), ("GET", "/admin/user"), ("POST", "/admin/users/nobody/reset-password"), ("GET", "/admin/now"), ("GET", "/admin/security"),
    ];

    [Fact]
    public async Task No_mistake_at_any_endpoint_is_answered_with_5xx_or_logged_above_Information()
    {
        await using var server = await MistakesServer.StartAsync();
        using var http = new HttpClient { BaseAddress = server.Chat };
        var alice = await TestUser.RegisterAsync(http, "alice");
        var wrong = new ConcurrentBag<string>();
        var requests = Requests(server.Chat, s_chat, alice.Token).Concat(Requests(server.Operators, s_operators, OperatedServer.AdminToken)).ToList();
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (request, _) =>
        {
            if (RawHttp.StatusOf(await RawHttp.SendAsync(request.Server, request.Bytes, request.Ends)) is >= 500 and not VersionNotSupported and var status)
            {
                wrong.Add($"{status}: {System.Text.Encoding.Latin1.GetString(request.Bytes.AsSpan(0, Math.Min(300, request.Bytes.Length)))}");
            }
        });

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
        // Health is asked of a server that has handled all of it.
        Assert.Equal(200, RawHttp.StatusOf(await RawHttp.SendAsync(server.Chat, RawHttp.Request("GET", "/health/ready"))));
        await server.AssertQuietAsync();
    }

    private static IEnumerable<(Uri Server, byte[] Bytes, bool Ends)> Requests(Uri server, (string Method, string Path)[] points, string token)
    {
        var withToken = $"Authorization: Bearer {token}\r\n";
        foreach (var (method, path) in points)
        {
            // Requests that would end the token are sent without it; otherwise the others would all be 401.
            var authorised = path is "/logout" ? "" : withToken;
            foreach (var (headers, body) in HttpMistakes.Bodies())
            {
                yield return (server, RawHttp.Request(method, path, headers + authorised, body), false);
            }

            foreach (var header in HttpMistakes.Headers())
            {
                yield return (server, RawHttp.Request(method, path, header), false);
                yield return (server, RawHttp.Request("OPTIONS", path, header), false);
            }

            foreach (var query in HttpMistakes.Queries())
            {
                yield return (server, RawHttp.Request(method, path + query, authorised), false);
            }

            foreach (var odd in HttpMistakes.Methods())
            {
                yield return (server, RawHttp.Request(odd, path, path is "/logout" ? "" : authorised), false);
            }

            foreach (var odd in HttpMistakes.Paths(path))
            {
                yield return (server, RawHttp.Request(method, odd, authorised), false);
            }

            foreach (var frame in HttpMistakes.Frames(method, path, authorised))
            {
                yield return (server, frame, true);
            }
        }
    }
}
