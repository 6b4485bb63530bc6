using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using ActorChat.Host.Tests.Hosting;
using SocketIOClient;
using SocketIOClient.Transport;

namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>A user with NuGet's SocketIOClient: sends requests with acknowledgements, and keeps the received events by name.</summary>
internal sealed class ChatClient : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly SocketIOClient.SocketIO _socket;
    private readonly SemaphoreSlim _emitting = new(1);
    private readonly ConcurrentDictionary<string, Channel<JsonElement>> _events = new();
    private readonly TaskCompletionSource<string> _refusal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _disconnect = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChatClient(string url, object? auth, TransportProtocol transport, string? traceparent = null)
    {
        var options = new SocketIOOptions { Auth = auth, Transport = transport, Reconnection = false, AutoUpgrade = false, ConnectionTimeout = s_patience };
        if (traceparent is not null)
        {
            options.ExtraHeaders = new() { ["traceparent"] = traceparent };
        }

        _socket = new SocketIOClient.SocketIO(url, options);
        _socket.OnAny((name, response) => Events(name).Writer.TryWrite(response.GetValue<JsonElement>().Clone()));
        _socket.OnError += (_, message) => _refusal.TrySetResult(message);
        _socket.OnDisconnected += (_, reason) => _disconnect.TrySetResult(reason);
    }

    /// <summary>Connects, and waits for the session to be ready.</summary>
    public static async Task<ChatClient> ConnectAsync(string url, TestUser user, TransportProtocol transport = TransportProtocol.WebSocket, string? traceparent = null)
    {
        var client = new ChatClient(url, AuthOf(user), transport, traceparent);
        await client._socket.ConnectAsync().WaitAsync(s_patience);
        Assert.Equal(user.Login, (await client.NextAsync("get_name")).GetString());
        return client;
    }

    /// <summary>Tries again while it is refused: the server notices another session's end a moment after its client.</summary>
    public static async Task<ChatClient> ConnectOnceThereIsRoomAsync(string url, TestUser user)
    {
        for (var tries = 0; ; tries++)
        {
            var client = new ChatClient(url, AuthOf(user), TransportProtocol.WebSocket);
            var ready = client.NextAsync("get_name");
            _ = client._socket.ConnectAsync();
            if (await Task.WhenAny(client._refusal.Task, ready) == ready || tries == 1000)
            {
                await ready;
                return client;
            }

            await client.DisposeAsync();
        }
    }

    /// <summary>Tries to connect; returns the message of the refusal.</summary>
    public static async Task<string> RefusedAsync(string url, TestUser user)
    {
        await using var client = new ChatClient(url, AuthOf(user), TransportProtocol.WebSocket);
        var connecting = client._socket.ConnectAsync();
        await Task.WhenAny(client._refusal.Task, connecting).WaitAsync(s_patience);
        return await client._refusal.Task.WaitAsync(s_patience);
    }

    /// <summary>Sends a request and waits for its acknowledgement.</summary>
    public async Task<JsonElement> CallAsync(string request, object argument)
    {
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);

        // The package counts its acknowledgement ids without a lock.
        await _emitting.WaitAsync();
        try
        {
            await _socket.EmitAsync(request, response => answer.TrySetResult(response.GetValue<JsonElement>().Clone()), argument);
        }
        finally
        {
            _emitting.Release();
        }

        return await answer.Task.WaitAsync(s_patience);
    }

    /// <summary>The code with which a request is refused; null if it is not.</summary>
    public async Task<string?> RefusalAsync(string request, object argument) =>
        (await CallAsync(request, argument)) is { ValueKind: JsonValueKind.Object } answer && answer.TryGetProperty("error", out var error)
            ? error.GetProperty("code").GetString()
            : null;

    public Task EmitAsync(string request, object argument) => _socket.EmitAsync(request, argument);

    /// <summary>The next event of that name.</summary>
    public async Task<JsonElement> NextAsync(string name) => await Events(name).Reader.ReadAsync().AsTask().WaitAsync(s_patience);

    /// <summary>Whether an event of that name has arrived and was not taken.</summary>
    public bool Has(string name) => Events(name).Reader.TryPeek(out _);

    /// <summary>Waits until the server has ended the connection.</summary>
    public Task<string> DisconnectedAsync() => _disconnect.Task.WaitAsync(s_patience);

    public async ValueTask DisposeAsync()
    {
        await _socket.DisconnectAsync();
        _socket.Dispose();
        _emitting.Dispose();
    }

    private static Dictionary<string, string> AuthOf(TestUser user) => new() { ["login"] = user.Login, ["token"] = user.Token };

    private Channel<JsonElement> Events(string name) => _events.GetOrAdd(name, _ => Channel.CreateUnbounded<JsonElement>());
}
