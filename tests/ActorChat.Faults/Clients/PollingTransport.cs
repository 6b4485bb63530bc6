using System.Net;
using System.Text;

namespace ActorChat.Faults.Clients;

/// <summary>
/// Long polling: one GET and one POST at a time. If it upgrades, it probes a WebSocket once the session is open, and uses that from then on; while the last
/// poll is under way, what is sent waits.
/// </summary>
internal sealed class PollingTransport(Uri server, HttpMessageInvoker requests, bool upgrades) : IWireTransport
{
    private const char Separator = '\u001e';

    private static readonly byte[] Probe = "2probe"u8.ToArray();
    private static readonly byte[] Upgrade = "5"u8.ToArray();
    private static readonly TimeSpan ProbePatience = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _sending = new(1);
    private readonly Queue<byte[]> _packets = new();
    private readonly CancellationTokenSource _aborted = new();
    private volatile WebSocketTransport? _probed;
    private volatile WebSocketTransport? _socket;
    private string? _sid;

    public Task ConnectAsync(CancellationToken stop) => Task.CompletedTask;

    public async Task<ReadOnlyMemory<byte>> ReceiveAsync()
    {
        while (true)
        {
            if (_packets.TryDequeue(out var packet))
            {
                return packet;
            }

            // Only here no poll is under way.
            if (_socket is null && _probed is { } probed)
            {
                await probed.SendAsync(Upgrade);
                _socket = probed;
                _sending.Release();
            }

            if (_socket is { } socket)
            {
                return await socket.ReceiveAsync();
            }

            foreach (var text in (await RequestAsync(HttpMethod.Get, null)).Split(Separator))
            {
                _packets.Enqueue(Encoding.UTF8.GetBytes(text));
            }
        }
    }

    public async Task SendAsync(ReadOnlyMemory<byte> packet)
    {
        await _sending.WaitAsync(_aborted.Token);
        try
        {
            if (_socket is { } socket)
            {
                await socket.SendAsync(packet);
            }
            else
            {
                await RequestAsync(HttpMethod.Post, packet);
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    public void Opened(string sid)
    {
        _sid = sid;
        if (upgrades)
        {
            _ = ProbeAsync(sid);
        }
    }

    public Task CloseAsync(CancellationToken stop) => _socket is { } socket ? socket.CloseAsync(stop) : SendAsync("1"u8.ToArray());

    public void Abort()
    {
        try
        {
            _aborted.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // Aborted and disposed of meanwhile.
        }

        _probed?.Abort();
    }

    public void Dispose()
    {
        _probed?.Dispose();
        _aborted.Dispose();
    }

    /// <summary>A failed probe leaves the session where it is, as the protocol says.</summary>
    private async Task ProbeAsync(string sid)
    {
        var socket = new WebSocketTransport(server, requests, sid);
        try
        {
            using var patience = new CancellationTokenSource(ProbePatience);
            await using var abort = patience.Token.Register(socket.Abort);
            await socket.ConnectAsync(patience.Token);
            await socket.SendAsync(Probe);
            var answer = await socket.ReceiveAsync();
            if (!answer.Span.SequenceEqual("3probe"u8))
            {
                throw new WireException("an unexpected answer to the probe");
            }

            // The server ends the poll under way with a noop; nothing is sent until then.
            await _sending.WaitAsync(_aborted.Token);
            _probed = socket;
        }
        catch (Exception error) when (WireClient.IsLoss(error))
        {
            socket.Abort();
            socket.Dispose();
        }
    }

    private async Task<string> RequestAsync(HttpMethod method, ReadOnlyMemory<byte>? body)
    {
        var query = "EIO=4&transport=polling" + (_sid is null ? "" : "&sid=" + _sid);
        using var request = new HttpRequestMessage(method, new UriBuilder(server) { Path = "/socket.io/", Query = query }.Uri);
        if (body is { } content)
        {
            request.Content = new ReadOnlyMemoryContent(content);
            request.Content.Headers.ContentType = new("text/plain") { CharSet = "UTF-8" };
        }

        using var answer = await requests.SendAsync(request, _aborted.Token);
        var text = await answer.Content.ReadAsStringAsync(_aborted.Token);
        return answer.StatusCode == HttpStatusCode.OK
            ? text
            : throw new WireException($"polling answered {(int)answer.StatusCode}: {text[..Math.Min(text.Length, 80)].ReplaceLineEndings(" ")}");
    }
}
