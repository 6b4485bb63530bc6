using System.Text.Json;
using ActorChat.Faults.Clients;
using ActorChat.Faults.Servers;

namespace ActorChat.Faults.Tests.Interleavings;

/// <summary>A user with one connection, who asks again until there is an answer.</summary>
internal sealed class Participant(ServerProcess server, HttpMessageInvoker sockets, string login, string token) : IAsyncDisposable
{
    private const int MostAttempts = 100;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private Action<string, JsonElement> _onEvent = (_, _) => { };
    private WireClient? _wire;

    public string Login => login;

    public bool IsConnected => _wire is { Closed.IsCompleted: false };

    public async Task ConnectAsync(Action<string, JsonElement> onEvent)
    {
        _onEvent = onEvent;
        await DisconnectAsync();
        using var patience = new CancellationTokenSource(s_patience);
        _wire = await WireClient.ConnectAsync(server.Address, sockets, login, token, onEvent, patience.Token);
    }

    public async Task DisconnectAsync()
    {
        if (_wire is { } wire)
        {
            await wire.DisposeAsync();
        }

        _wire = null;
    }

    /// <summary>Asks until there is an answer that is not "unavailable", on as many connections as it takes.</summary>
    public async Task<JsonElement> AskAsync(string name, Action<Utf8JsonWriter> members)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (!IsConnected)
                {
                    await ConnectAsync(_onEvent);
                }

                var answer = await _wire!.AskAsync(name, json => Write(json, members), s_patience);
                if (Answers.Code(answer) != "unavailable")
                {
                    return Answers.Code(answer) is { } code ? throw new InvalidOperationException($"{name} of {login} refused: {code}") : answer;
                }
            }
            catch (WireException) when (attempt < MostAttempts)
            {
                // The server was killed; the request may have been done or not.
            }

            await Task.Delay(s_pause);
        }
    }

    /// <summary>Sends a request and does not wait for its answer.</summary>
    public async Task TellAsync(string name, Action<Utf8JsonWriter> members)
    {
        try
        {
            await _wire!.TellAsync(name, json => Write(json, members));
        }
        catch (WireException)
        {
            // It is asked again anyway.
        }
    }

    public async ValueTask DisposeAsync() => await DisconnectAsync();

    private static void Write(Utf8JsonWriter json, Action<Utf8JsonWriter> members)
    {
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    }
}
