using System.Globalization;
using System.Text;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>A client of the echo that keeps sending numbers while it upgrades, and records those that come back.</summary>
internal sealed class UpgradingClient : IDisposable
{
    private const int MessagesPerPost = 3;
    private readonly HttpClient _http;
    private readonly Uri _server;
    private readonly PollingSession _session;
    private readonly List<int> _received = [];
    private int _sent;
    private long _opened;
    private SocketSession? _socket;

    private UpgradingClient(HttpClient http, Uri server, PollingSession session)
    {
        _http = http;
        _server = server;
        _session = session;
    }

    /// <summary>The numbers that came back, in order of arrival.</summary>
    public IReadOnlyList<int> Received => _received;

    public static async Task<UpgradingClient> OpenAsync(HttpClient http, Uri server) =>
        new(http, server, await PollingSession.OpenAsync(server, PollingSession.EngineIO));

    /// <summary>Sends and receives <paramref name="messages"/> numbers, the first by polling, the rest by WebSocket.</summary>
    public async Task RunAsync(int messages)
    {
        using var paused = new CancellationTokenSource();
        var polling = PollUntilAsync(paused.Token);
        await PostAsync();
        var probing = ProbeAsync();
        // Not endlessly: five hundred clients that never pause would keep the probes from being answered.
        while (!probing.IsCompleted && _sent < messages / 2)
        {
            await PostAsync();
        }

        _socket = await probing;
        await paused.CancelAsync();
        // The server ends the last poll: with waiting packets, or with a noop.
        await PostAsync();
        await polling;

        await _socket.SendAsync("5");
        var receiving = ReceiveAsync(messages);
        while (_sent < messages)
        {
            await _socket.SendAsync(Next());
        }

        await receiving;
    }

    public void Dispose() => _socket?.Dispose();

    private async Task<SocketSession> ProbeAsync()
    {
        _opened = TimeProvider.System.GetTimestamp();
        var socket = await SocketSession.OpenAsync(_server, _session.UpgradePathAndQuery);
        await socket.SendAsync("2probe");
        var frame = await socket.ReceiveAsync();
        Assert.True(frame.Text == "3probe", $"{frame}, {TimeProvider.System.GetElapsedTime(_opened)} after the socket was opened");
        return socket;
    }

    private async Task PollUntilAsync(CancellationToken paused)
    {
        while (!paused.IsCancellationRequested)
        {
            var payload = await _http.GetStringAsync(new Uri(_server, _session.PathAndQuery), CancellationToken.None);
            foreach (var packet in payload.Split('\u001e'))
            {
                Note(packet);
            }
        }
    }

    private async Task ReceiveAsync(int messages)
    {
        while (_received.Count < messages)
        {
            var frame = await _socket!.ReceiveAsync();
            Assert.True(frame.IsText, $"{frame}, {TimeProvider.System.GetElapsedTime(_opened)} after the socket was opened");
            Note(frame.Text);
        }
    }

    private async Task PostAsync()
    {
        var packets = string.Join('\u001e', Enumerable.Range(0, MessagesPerPost).Select(_ => Next()));
        using var content = new StringContent(packets, Encoding.UTF8, "text/plain");
        using var answer = await _http.PostAsync(new Uri(_server, _session.PathAndQuery), content);
        Assert.Equal(200, (int)answer.StatusCode);
    }

    private string Next() => string.Create(CultureInfo.InvariantCulture, $"4{_sent++}");

    private void Note(string packet)
    {
        if (packet[0] == '4')
        {
            _received.Add(int.Parse(packet[1..], CultureInfo.InvariantCulture));
        }
        else
        {
            Assert.Equal("6", packet);
        }
    }
}
