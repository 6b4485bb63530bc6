using System.Text;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>Single requests, each on a new connection.</summary>
internal static class RawHttp
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(20),
    };

    public static Task<Answer> GetAsync(Uri server, string pathAndQuery, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Get, server, pathAndQuery, null, headers);

    public static Task<Answer> PostAsync(Uri server, string pathAndQuery, string body) =>
        SendAsync(HttpMethod.Post, server, pathAndQuery, new StringContent(body, Encoding.UTF8, "text/plain"));

    public static async Task<Answer> SendAsync(
        HttpMethod method, Uri server, string pathAndQuery, HttpContent? content = null, params (string Name, string Value)[] headers)
    {
        using var response = await OpenAsync(method, server, pathAndQuery, content, CancellationToken.None, headers);
        return await Answer.ReadAsync(response);
    }

    /// <summary>Asks for a WebSocket with any headers; for the refusals, which have a body.</summary>
    public static Task<Answer> AskForWebSocketAsync(Uri server, string pathAndQuery, params (string Name, string Value)[] headers) =>
        GetAsync(server, pathAndQuery,
        [
            ("Connection", "Upgrade"),
            ("Upgrade", "websocket"),
            ("Sec-WebSocket-Version", "13"),
            ("Sec-WebSocket-Key", Convert.ToBase64String(new byte[16])),
            .. headers,
        ]);

    /// <summary>A request that can be cancelled, which cuts its connection.</summary>
    public static Task<HttpResponseMessage> OpenAsync(
        HttpMethod method,
        Uri server,
        string pathAndQuery,
        HttpContent? content,
        CancellationToken abort,
        params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(server, pathAndQuery)) { Content = content };
        // A pooled connection would be retried silently when the server cuts it.
        request.Headers.ConnectionClose = headers.All(header => header.Name != "Connection");
        foreach (var (name, value) in headers)
        {
            Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
        }

        return Client.SendAsync(request, abort);
    }
}
