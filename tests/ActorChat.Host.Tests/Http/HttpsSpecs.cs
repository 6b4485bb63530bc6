using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Http;

/// <summary>HTTPS by settings, with a certificate made for the test.</summary>
public sealed class HttpsSpecs : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TestFolder _folder = new();
    private readonly X509Certificate2 _certificate;
    private readonly SocketsHttpHandler _handler;

    public HttpsSpecs()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue.AddDays(-1));
        _folder.Write("chat.pem", _certificate.ExportCertificatePem());
        _folder.Write("chat.key", key.ExportPkcs8PrivateKeyPem());
        _handler = new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = IsOurs } };
    }

    public void Dispose()
    {
        _handler.Dispose();
        _certificate.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("1.1")]
    public async Task Https_serves_http_2_and_1_and_sends_the_HSTS_header(string version)
    {
        await using var server = await StartAsync("actorchat.security.hsts = 365d");
        using var http = new HttpClient(_handler, disposeHandler: false) { BaseAddress = new Uri(server.Url), DefaultRequestVersion = new Version(version), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var answer = await http.GetAsync("/health/live");
        Assert.Equal((HttpStatusCode.OK, new Version(version)), (answer.StatusCode, answer.Version));
        Assert.Equal("max-age=31536000; includeSubDomains", Assert.Single(answer.Headers.GetValues("Strict-Transport-Security")));
    }

    /// <summary>HTTP/2 need not announce the length of a body: only reading shows whether there is one.</summary>
    [Fact]
    public async Task A_body_whose_length_is_not_said_is_read_over_http_2_too()
    {
        await using var server = await StartAsync("");
        using var http = new HttpClient(_handler, disposeHandler: false) { BaseAddress = new Uri(server.Url), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var alice = await TestUser.RegisterAsync(http, "alice");
        await TestUser.RegisterAsync(http, "bob");
        foreach (var (path, body, status, answers) in new[]
        {
            ("/get-all-users", "{\"login\":\"bob\"}", 403, "forbidden"), ("/get-all-chats", "{\"login\":\"bob\"}", 403, "forbidden"), ("/get-all-users", "{\"search\":\"nobody\"}", 200, "\"users\":[]"),
            ("/get-all-chats", "{\"id\":\"nowhere\"}", 404, "room_not_found"), ("/get-all-users", "{", 400, "invalid_request"), ("/get-all-users", "", 200, "bob"), ("/login", "", 400, "invalid_request"),
        })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Version = HttpVersion.Version20, Content = new StreamContent(new UnknownLength(Encoding.UTF8.GetBytes(body))) };
            request.Headers.Authorization = new("Bearer", alice.Token);
            request.Content.Headers.ContentType = new("application/json");
            using var answer = await http.SendAsync(request);
            Assert.Equal((path, body, status, HttpVersion.Version20), (path, body, (int)answer.StatusCode, answer.Version));
            Assert.Contains(answers, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    /// <summary>A body byte after the headers would be a breach of the protocol, and no answer at all.</summary>
    [Theory]
    [InlineData("2.0")]
    [InlineData("1.1")]
    public async Task A_head_is_answered_without_a_body_by_http_2_as_by_1(string version)
    {
        await using var server = await StartAsync("");
        using var http = new HttpClient(_handler, disposeHandler: false) { BaseAddress = new Uri(server.Url), DefaultRequestVersion = new Version(version), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var alice = await TestUser.RegisterAsync(http, "alice");
        foreach (var (path, status) in new[] { ("/health/live", 200), ("/health/ready", 200), ("/get-all-users", 200), ("/get-all-chats?login=bob", 403), ("/openapi/v1.json", 200), ("/nothing", 404), ("/login", 405), ("/socket.io/", 400) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, path) { Version = new Version(version), VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            request.Headers.Authorization = new("Bearer", alice.Token);
            using var answer = await http.SendAsync(request);
            Assert.Equal((path, status, new Version(version), ""), (path, (int)answer.StatusCode, answer.Version, await answer.Content.ReadAsStringAsync()));
        }
    }

    [Fact]
    public async Task Without_the_setting_no_HSTS_header_is_sent()
    {
        await using var server = await StartAsync("");
        using var http = new HttpClient(_handler, disposeHandler: false) { BaseAddress = new Uri(server.Url) };
        using var answer = await http.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task Over_plain_http_no_HSTS_header_is_sent()
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat.security.hsts = 365d");
        using var answer = await server.Http.GetAsync("/health/live");
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Fact]
    public async Task A_websocket_connects_over_tls()
    {
        await using var server = await StartAsync("");
        using var socket = new ClientWebSocket();
        using var invoker = new HttpMessageInvoker(_handler, disposeHandler: false);
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new Uri(server.Url.Replace("https", "wss", StringComparison.Ordinal) + "/socket.io/?EIO=4&transport=websocket"), invoker, patience.Token);
        var buffer = new byte[1024];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
        Assert.StartsWith("0{\"sid\":", Encoding.UTF8.GetString(buffer, 0, received.Count), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task The_first_protocol_that_a_client_names_is_answered(string version)
    {
        await using var server = await StartAsync("");
        using var socket = new ClientWebSocket { Options = { HttpVersion = Version.Parse(version), HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact } };
        socket.Options.AddSubProtocol("chat");
        socket.Options.AddSubProtocol("other");
        using var invoker = new HttpMessageInvoker(_handler, disposeHandler: false);
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new Uri(server.Url.Replace("https", "wss", StringComparison.Ordinal) + "/socket.io/?EIO=4&transport=websocket"), invoker, patience.Token);
        Assert.Equal("chat", socket.SubProtocol);
    }

    [Theory]
    [InlineData("https://127.0.0.1:0", "", "")]
    [InlineData("https://127.0.0.1:0", "Content-Length: 0\r\n", "")]
    [InlineData("http://127.0.0.1:0;https://127.0.0.1:0", "", "101")]
    [InlineData("https://127.0.0.1:0;http://127.0.0.1:0", "", "101")]
    [InlineData("http://unix:{folder}/chat.sock", "", "101")]
    [InlineData("https://unix:{folder}/chat.sock", "", "")]
    public async Task An_address_with_TLS_takes_no_WebSocket_in_clear_text_and_one_without_does(string urls, string header, string clear)
    {
        await using var server = await StartAsync("", urls.Replace("{folder}", Path.GetDirectoryName(_folder.PathOf("x")), StringComparison.Ordinal));
        foreach (var url in server.Urls)
        {
            using var socket = await ClearSocket.ConnectAsync(url);
            var answer = await socket.AskAsync($"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\n{ClearSocket.OpeningHeaders}{header}\r\n");
            if (url.StartsWith("https", StringComparison.Ordinal))
            {
                Assert.DoesNotContain("HTTP/1.1", answer, StringComparison.Ordinal);
            }
            else
            {
                Assert.StartsWith("HTTP/1.1 " + clear, answer, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("", "https://stranger.example", false)]
    [InlineData("&sid=", "https://stranger.example", false)]
    [InlineData("&sid=", "https://chat.example", true)]
    [InlineData("&s%69d=", "https://stranger.example", false)]
    [InlineData("&sid=x&sid=", "https://stranger.example", false)]
    public async Task A_WebSocket_over_HTTP_2_passes_the_same_gate(string query, string origin, bool opens)
    {
        await using var server = await StartAsync("actorchat.http.cors-origins = [\"https://chat.example\"]");
        using var socket = new ClientWebSocket { Options = { HttpVersion = HttpVersion.Version20, HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact } };
        socket.Options.SetRequestHeader("Origin", origin);
        using var invoker = new HttpMessageInvoker(_handler, disposeHandler: false);
        using var patience = new CancellationTokenSource(Patience);
        var opening = socket.ConnectAsync(new Uri(server.Url.Replace("https", "wss", StringComparison.Ordinal) + "/socket.io/?EIO=4&transport=websocket" + query), invoker, patience.Token);
        await opening.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.Equal(opens, opening.IsCompletedSuccessfully);
    }

    private Task<OperatedServer> StartAsync(string settings, string urls = "https://127.0.0.1:0") => OperatedServer.StartAsync(
        settings: $"actorchat.security {{ certificate = \"{_folder.PathOf("chat.pem")}\", certificate-key = \"{_folder.PathOf("chat.key")}\" }}\n{settings}",
        urls: urls);

    private bool IsOurs(object sender, X509Certificate? brought, X509Chain? chain, SslPolicyErrors errors) =>
        brought?.GetCertHashString() == _certificate.GetCertHashString();

    private sealed class UnknownLength(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
