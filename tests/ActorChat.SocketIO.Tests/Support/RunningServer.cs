using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ActorChat.SocketIO.Tests.Support;

/// <summary>A server on real Kestrel and a free port: /socket.io/ as configured, /engine.io/ as an echo.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly WebApplication _app;

    private RunningServer(WebApplication app, SocketIOServer sockets, int port, Complaints complaints)
    {
        _app = app;
        Complaints = complaints;
        Sockets = sockets;
        Port = port;
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = Patience };
    }

    public SocketIOServer Sockets { get; }

    public int Port { get; }

    /// <summary>Log entries of level warning and above, by the server or by Kestrel.</summary>
    public Complaints Complaints { get; }

    public HttpClient Http { get; }

    /// <param name="options">Options of the server.</param>
    /// <param name="configure">Declares namespaces.</param>
    /// <param name="admits">Who may open a WebSocket without HTTP; null: everybody goes through HTTP.</param>
    /// <param name="kestrel">Settings of Kestrel.</param>
    public static async Task<RunningServer> StartAsync(
        Action<SocketIOOptions>? options = null, Action<SocketIOServer>? configure = null, Func<DirectOpening, bool>? admits = null, Action<KestrelServerOptions>? kestrel = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var complaints = new Complaints();
        builder.Logging.ClearProviders().AddProvider(complaints);
        builder.WebHost.UseKestrel(server =>
        {
            kestrel?.Invoke(server);
            server.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (admits is not null)
                {
                    listen.UseDirectWebSockets(admits);
                }
            });
        });
        builder.Services.AddSocketIO(options);
        var app = builder.Build();
        SocketIOServer? sockets = null;
        app.MapEngineIO("/engine.io", static connection => new EngineEcho(connection));
        app.MapSocketIO("/socket.io", server =>
        {
            sockets = server;
            configure?.Invoke(server);
        });
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new RunningServer(app, sockets!, new Uri(address).Port, complaints);
    }

    public async Task<string> OpenPollingAsync(string path = "/engine.io/", int protocol = 4)
    {
        var body = await Http.GetStringAsync(new Uri($"{path}?EIO={protocol}&transport=polling", UriKind.Relative));
        return SidOf(body[body.IndexOf('{', StringComparison.Ordinal)..]);
    }

    public Task<HttpResponseMessage> GetAsync(string sid, string path = "/engine.io/") =>
        Http.GetAsync(new Uri($"{path}?EIO=4&transport=polling&sid={sid}", UriKind.Relative));

    public async Task<string> PollAsync(string sid, string path = "/engine.io/")
    {
        using var response = await GetAsync(sid, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    public Task<HttpResponseMessage> PostAsync(string sid, string body, string path = "/engine.io/") =>
        Http.PostAsync(new Uri($"{path}?EIO=4&transport=polling&sid={sid}", UriKind.Relative), new StringContent(body, Encoding.UTF8, "text/plain"));

    /// <summary>Opens a WebSocket and reads its handshake packet, if there is one.</summary>
    public async Task<RawWebSocket> WebSocketAsync(string path = "/engine.io/", string? sid = null)
    {
        var socket = await RawWebSocket.ConnectAsync(Port, $"{path}?EIO=4&transport=websocket{(sid is null ? "" : "&sid=" + sid)}");
        if (sid is null)
        {
            Assert.StartsWith("0{", await socket.TextAsync(), StringComparison.Ordinal);
        }

        return socket;
    }

    /// <summary>A WebSocket client that has joined a namespace.</summary>
    public async Task<RawWebSocket> JoinAsync(string ns = "/", string auth = "")
    {
        var socket = await WebSocketAsync("/socket.io/");
        await socket.SendAsync("40" + (ns == "/" ? "" : ns + ",") + auth);
        var reply = await socket.TextAsync();
        Assert.StartsWith("40", reply, StringComparison.Ordinal);
        socket.Sid = SidOf(reply[reply.IndexOf('{', StringComparison.Ordinal)..]);
        return socket;
    }

    /// <summary>Completes once no connection is left.</summary>
    public async Task EmptyAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (Sockets.ConnectionCount > 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public static string SidOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("sid").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
