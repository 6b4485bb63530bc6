using System.Threading.Channels;
using SocketIOClient;
using SocketIOClient.Transport;

namespace ActorChat.SocketIO.Tests.EndToEnd.Clients;

/// <summary>NuGet SocketIOClient with a queue of what came back.</summary>
internal sealed class DotNetClient : IDisposable
{
    private const int Attempts = 3;
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(5);
    private readonly SocketIOClient.SocketIO _client;
    private readonly Channel<SocketIOResponse> _answers = Channel.CreateUnbounded<SocketIOResponse>();
    private readonly Channel<SocketIOResponse> _auths = Channel.CreateUnbounded<SocketIOResponse>();
    private readonly Channel<string> _errors = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _disconnects = Channel.CreateUnbounded<string>();
    private readonly Channel<bool> _connects = Channel.CreateUnbounded<bool>();
    private readonly Channel<bool> _pings = Channel.CreateUnbounded<bool>();

    private DotNetClient(Uri server, ClientTransport transport, string space, object? auth)
    {
        _client = new SocketIOClient.SocketIO(new Uri(server, space), new SocketIOClient.SocketIOOptions
        {
            Transport = transport == ClientTransport.WebSocket ? TransportProtocol.WebSocket : TransportProtocol.Polling,
            AutoUpgrade = transport == ClientTransport.Upgrade,
            Auth = auth,
            Reconnection = true,
            ReconnectionDelay = 100,
            ReconnectionDelayMax = 200,
            ConnectionTimeout = AnswerTimeout,
        });
        _client.On("message-back", response => _answers.Writer.TryWrite(response));
        _client.On("auth", response => _auths.Writer.TryWrite(response));
        _client.OnError += (_, error) => _errors.Writer.TryWrite(error);
        _client.OnDisconnected += (_, reason) => _disconnects.Writer.TryWrite(reason);
        _client.OnConnected += (_, _) => _connects.Writer.TryWrite(true);
        _client.OnPing += (_, _) => _pings.Writer.TryWrite(true);
    }

    /// <summary>Whether the connection broke since the last call.</summary>
    public bool Disconnected => _disconnects.Reader.TryRead(out _);

    /// <summary>The transport in use at the moment.</summary>
    public TransportProtocol Transport => _client.Options.Transport;

    /// <summary>Connects to `/`.</summary>
    /// <remarks> Sometimes this client fails while it starts, with any server: it misses the first packets and then receives nothing, or uses a field before
    /// it is set. So a connection counts only after an echo came back.
    /// </remarks>
    public static async Task<DotNetClient> ConnectAsync(Uri server, ClientTransport transport)
    {
        for (var attempt = 1; ; attempt++)
        {
            var client = new DotNetClient(server, transport, "", null);
            try
            {
                await client._client.ConnectAsync();
                await client.EchoedAsync("connected?");
                return client;
            }
            catch (Exception fault) when ((fault is TimeoutException or NullReferenceException) && attempt < Attempts)
            {
                client.Dispose();
            }
        }
    }

    /// <summary>Begins to connect to another namespace; this client may or may not wait for it.</summary>
    public static DotNetClient Begin(Uri server, ClientTransport transport, string space, object? auth = null)
    {
        var client = new DotNetClient(server, transport, space, auth);
        client.Connecting = client._client.ConnectAsync();
        return client;
    }

    /// <summary>The end of the connection attempt.</summary>
    public Task Connecting { get; private set; } = Task.CompletedTask;

    public Task EmitAsync(params object[] arguments) => _client.EmitAsync("message", arguments);

    public async Task<SocketIOResponse> EchoedAsync(params object[] arguments)
    {
        await EmitAsync(arguments);
        return await AnswerAsync();
    }

    /// <summary>Sends, and returns a task for the acknowledgement.</summary>
    public async Task<Task<SocketIOResponse>> BeginAcknowledgedAsync(params object[] arguments)
    {
        var answer = new TaskCompletionSource<SocketIOResponse>();
        await _client.EmitAsync("message-with-ack", answer.SetResult, arguments);
        return answer.Task.WaitAsync(AnswerTimeout);
    }

    public Task<SocketIOResponse> AnswerAsync() => NextAsync(_answers);

    public Task<SocketIOResponse> AuthAsync() => NextAsync(_auths);

    public Task<string> ErrorAsync() => NextAsync(_errors);

    public Task PingAsync() => NextAsync(_pings);

    public Task ConnectedAsync(TimeSpan within) => _connects.Reader.ReadAsync().AsTask().WaitAsync(within);

    public Task<string> DisconnectedAsync(TimeSpan within) => _disconnects.Reader.ReadAsync().AsTask().WaitAsync(within);

    public void Dispose() => _client.Dispose();

    private static Task<T> NextAsync<T>(Channel<T> channel) => channel.Reader.ReadAsync().AsTask().WaitAsync(AnswerTimeout);
}
