using System.Text;
using System.Text.Json;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>A session by long-polling, request by request.</summary>
internal sealed class PollingSession
{
    public const string SocketIO = "/socket.io/";
    public const string EngineIO = "/engine.io/";
    private const int RoundsToBeSure = 5;
    private const char Separator = '\u001e';

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);
    private readonly Queue<string> _unread = new();
    private readonly Uri _server;
    private readonly string _path;
    private readonly string _revision;

    private PollingSession(Uri server, string path, string revision, string handshake)
    {
        _server = server;
        _path = path;
        _revision = revision;
        using var document = JsonDocument.Parse(handshake);
        Sid = document.RootElement.GetProperty("sid").GetString()!;
    }

    public string Sid { get; }

    public string PathAndQuery => $"{_path}?EIO={_revision}&transport=polling&sid={Sid}";

    /// <summary>Path and query of the WebSocket that belongs to this session.</summary>
    public string UpgradePathAndQuery => $"{_path}?EIO={_revision}&transport=websocket&sid={Sid}";

    public static async Task<PollingSession> OpenAsync(Uri server, string path = SocketIO)
    {
        var answer = await RawHttp.GetAsync(server, $"{path}?EIO=4&transport=polling");
        Assert.Equal(200, answer.Status);
        return new PollingSession(server, path, "4", answer.Body[1..]);
    }

    /// <summary>Opens a session and joins a namespace; the reply and the first event are read.</summary>
    public static async Task<PollingSession> ConnectAsync(Uri server, string connect = "40")
    {
        var session = await OpenAsync(server);
        (await session.PostAsync(connect)).ExpectOk("ok");
        Assert.StartsWith("40", await session.NextAsync(), StringComparison.Ordinal);
        Assert.Contains("[\"auth\",", await session.NextAsync(), StringComparison.Ordinal);
        return session;
    }

    /// <summary>One GET, with its whole payload.</summary>
    public Task<Answer> PollAsync(params (string Name, string Value)[] headers) => RawHttp.GetAsync(_server, PathAndQuery, headers);

    /// <summary>A GET that the server already holds: requests sent after it have been answered.</summary>
    public async Task<PendingPoll> BeginPollAsync(CancellationToken abort = default)
    {
        var answer = RawHttp.OpenAsync(HttpMethod.Get, _server, PathAndQuery, null, abort);
        for (var round = 0; round < RoundsToBeSure; round++)
        {
            // A stray pong is harmless.
            (await PostAsync("3")).ExpectOk("ok");
        }

        return new PendingPoll(answer);
    }

    /// <summary>A POST that does not end; the server already has its headers.</summary>
    public async Task<UnfinishedPost> BeginPostAsync()
    {
        var post = await UnfinishedPost.BeginAsync(_server, PathAndQuery);
        // Any answer to a later request shows that the server continued; an OPTIONS request touches no session.
        for (var round = 0; round < RoundsToBeSure; round++)
        {
            await RawHttp.SendAsync(HttpMethod.Options, _server, _path);
        }

        return post;
    }

    public Task<Answer> PostAsync(params IEnumerable<string> packets) =>
        RawHttp.PostAsync(_server, PathAndQuery, string.Join(Separator, packets));

    public Task<Answer> SendAsync(HttpMethod method, HttpContent? content = null) =>
        RawHttp.SendAsync(method, _server, PathAndQuery, content);

    /// <summary>The next packet; pings are answered before it.</summary>
    public async Task<string> NextAsync()
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(begin) < AnswerTimeout)
        {
            while (_unread.TryDequeue(out var packet))
            {
                if (packet != "2")
                {
                    return packet;
                }

                await PostAsync("3");
            }

            var answer = await PollAsync();
            Assert.True(answer.Status == 200, $"{answer.Status} {answer.Body}");
            foreach (var packet in answer.Body.Split(Separator))
            {
                _unread.Enqueue(packet);
            }
        }

        throw new TimeoutException($"Nothing but pings came within {AnswerTimeout}.");
    }

    /// <summary>Expects these packets next, in this order.</summary>
    public async Task ExpectAsync(params IEnumerable<string> packets)
    {
        foreach (var packet in packets)
        {
            Assert.Equal(packet, await NextAsync());
        }
    }

    /// <summary>The session must answer a request: it is alive.</summary>
    public async Task ExpectAliveAsync()
    {
        if (_path == EngineIO)
        {
            (await PostAsync("4alive?")).ExpectOk("ok");
            await ExpectAsync("4alive?");
            return;
        }

        (await PostAsync("42[\"message\",\"alive?\"]")).ExpectOk("ok");
        await ExpectAsync("42[\"message-back\",\"alive?\"]");
    }

    public async Task ExpectGoneAsync() => (await PollAsync()).ExpectSessionUnknown();
}
