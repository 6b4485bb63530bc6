using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace ActorChat.Faults.Clients;

/// <summary>
/// A Socket.IO client (Engine.IO 4, Socket.IO 5, namespace <c>/</c>), small enough for a thousand in one process. It can be cut without a close, and over a
/// WebSocket it can stop reading.
/// </summary>
public sealed class WireClient : IAsyncDisposable
{
    /// <summary>The beginning of the reason when the server sent something that the protocol or the interface does not have.</summary>
    public const string NotUnderstood = "not understood: ";

    private readonly IWireTransport _transport;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _waiting = new();
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<string, JsonElement> _onEvent;
    private readonly string _auth;
    private volatile TaskCompletionSource? _notReading;
    private volatile bool _leaves;
    private int _lastAck;

    private WireClient(Uri server, HttpMessageInvoker sockets, string auth, Transport transport, Action<string, JsonElement> onEvent)
    {
        _auth = auth;
        _onEvent = onEvent;
        _transport = transport == Transport.WebSocket
            ? new WebSocketTransport(server, sockets) { Gate = () => _notReading?.Task ?? Task.CompletedTask }
            : new PollingTransport(server, sockets, upgrades: transport == Transport.Upgraded);
    }

    /// <summary>Why and when the connection ended; never fails.</summary>
    public Task<string> Closed => _closed.Task;

    /// <summary>Connects and waits for the server's CONNECT.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="sockets">Opens the sockets.</param>
    /// <param name="login">The user.</param>
    /// <param name="token">The user's token.</param>
    /// <param name="onEvent">Told of every event, in the order of arrival.</param>
    /// <param name="stop">Gives up.</param>
    /// <param name="transport">How it connects.</param>
    /// <exception cref="WireException">The server refused, or cannot be reached.</exception>
    public static async Task<WireClient> ConnectAsync(
        Uri server, HttpMessageInvoker sockets, string login, string token, Action<string, JsonElement> onEvent, CancellationToken stop,
        Transport transport = Transport.WebSocket)
    {
        var client = new WireClient(server, sockets, JsonSerializer.Serialize(new { login, token }), transport, onEvent);
        try
        {
            await client._transport.ConnectAsync(stop);
            _ = client.ReadAsync();
            await client._connected.Task.WaitAsync(stop);
            return client;
        }
        catch (Exception error) when (IsLoss(error))
        {
            client.Cut();
            throw new WireException("no connection: " + error.Message);
        }
    }

    /// <summary>Sends a request and waits for the acknowledgement's first argument.</summary>
    /// <exception cref="WireException">The connection ended before the answer, or none came in time: the outcome is unknown.</exception>
    public async Task<JsonElement> AskAsync(string name, Action<Utf8JsonWriter> payload, TimeSpan patience)
    {
        var ack = Interlocked.Increment(ref _lastAck);
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[ack] = answer;
        try
        {
            await SendEventAsync(ack.ToString(CultureInfo.InvariantCulture), name, payload);
            if (_closed.Task.IsCompleted)
            {
                throw new WireException("closed");
            }

            return await answer.Task.WaitAsync(patience);
        }
        catch (TimeoutException)
        {
            throw new WireException("unanswered");
        }
        finally
        {
            _waiting.TryRemove(ack, out _);
        }
    }

    /// <summary>Sends a request without acknowledgement.</summary>
    public Task TellAsync(string name, Action<Utf8JsonWriter> payload) => SendEventAsync("", name, payload);

    /// <summary>Cuts the connection: no close frame, no DISCONNECT.</summary>
    public void Cut()
    {
        End("cut");
        _transport.Abort();
    }

    /// <summary>Leaves like a client that its user closes.</summary>
    public async Task CloseAsync()
    {
        _leaves = true;
        try
        {
            await SendTextAsync("41"u8.ToArray());
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await _transport.CloseAsync(patience.Token);
        }
        catch (Exception error) when (IsLoss(error))
        {
            End("closing failed: " + error.Message);
        }

        Cut();
    }

    /// <summary>Reads nothing more from the socket until <see cref="ReadOn"/>.</summary>
    public void StopReading() => _notReading ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void ReadOn() => Interlocked.Exchange(ref _notReading, null)?.TrySetResult();

    public ValueTask DisposeAsync()
    {
        Cut();
        _transport.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Whether a connection ends like this when the server or the network does.</summary>
    internal static bool IsLoss(Exception error) =>
        error is WebSocketException or OperationCanceledException or WireException or HttpRequestException or IOException or ObjectDisposedException;

    private async Task ReadAsync()
    {
        try
        {
            while (true)
            {
                Take(await _transport.ReceiveAsync());
            }
        }
        catch (WireException error)
        {
            End(error.Message.StartsWith("closed by the server", StringComparison.Ordinal) ? error.Message : "connection lost: " + error.Message);
        }
        catch (Exception error) when (IsLoss(error))
        {
            End("connection lost: " + error.Message);
        }
        catch (Exception error)
        {
            End(NotUnderstood + error);
        }
    }

    // <Engine.IO type>[<Socket.IO type>[<ack id>]<JSON>]
    private void Take(ReadOnlyMemory<byte> frame)
    {
        if (frame.Length == 0)
        {
            throw new WireException("an empty frame");
        }

        switch ((char)frame.Span[0])
        {
            case '0': Open(frame[1..]); break;
            case '1': throw new WireException("closed by the server");
            case '2': _ = AnswerAsync("3"u8.ToArray()); break;
            case '4' when frame.Length > 1: TakePacket((char)frame.Span[1], frame[2..]); break;
            case '6': break;
            default: throw new WireException("an unexpected packet");
        }
    }

    private void Open(ReadOnlyMemory<byte> handshake)
    {
        using var json = JsonDocument.Parse(handshake);
        _transport.Opened(Answers.Text(json.RootElement, "sid"));
        _ = AnswerAsync(Encoding.UTF8.GetBytes("40" + _auth));
    }

    /// <summary>Not awaited by the reader: while a connection is being upgraded, what is sent waits for what is received.</summary>
    private async Task AnswerAsync(ReadOnlyMemory<byte> text)
    {
        try
        {
            await SendTextAsync(text);
        }
        catch (WireException error)
        {
            End("connection lost: " + error.Message);
        }
    }

    private void TakePacket(char type, ReadOnlyMemory<byte> rest)
    {
        switch (type)
        {
            case '0': _connected.TrySetResult(); break;
            case '1': throw new WireException("disconnected by the server");
            case '2':
                using (var packet = JsonDocument.Parse(rest))
                {
                    var array = packet.RootElement;
                    _onEvent(array[0].GetString() ?? "", array.GetArrayLength() > 1 ? array[1].Clone() : default);
                }

                break;
            case '3':
                var digits = rest.Span.IndexOf((byte)'[');
                var ack = int.Parse(rest.Span[..digits], CultureInfo.InvariantCulture);
                using (var packet = JsonDocument.Parse(rest[digits..]))
                {
                    if (_waiting.TryRemove(ack, out var waiting))
                    {
                        waiting.TrySetResult(packet.RootElement.GetArrayLength() > 0 ? packet.RootElement[0].Clone() : default);
                    }
                }

                break;
            case '4': throw new WireException("refused: " + Encoding.UTF8.GetString(rest.Span));
            default: throw new WireException("an unexpected Socket.IO packet");
        }
    }

    private async Task SendEventAsync(string ack, string name, Action<Utf8JsonWriter> payload)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        Encoding.UTF8.GetBytes("42" + ack, buffer);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            json.WriteStringValue(name);
            payload(json);
            json.WriteEndArray();
        }

        await SendTextAsync(buffer.WrittenMemory);
    }

    private async Task SendTextAsync(ReadOnlyMemory<byte> text)
    {
        try
        {
            await _transport.SendAsync(text);
        }
        catch (Exception error) when (IsLoss(error) || error is InvalidOperationException)
        {
            throw new WireException("sending failed: " + error.Message);
        }
    }

    private void End(string reason)
    {
        if (!_closed.TrySetResult(_leaves ? "left" : reason))
        {
            return;
        }

        _transport.Abort();
        ReadOn();
        _connected.TrySetException(new WireException(reason));
        foreach (var ack in _waiting.Keys)
        {
            if (_waiting.TryRemove(ack, out var waiting))
            {
                waiting.TrySetException(new WireException(reason));
            }
        }
    }
}

/// <summary>The connection ended, or could not be made.</summary>
public sealed class WireException(string message) : Exception(message);
