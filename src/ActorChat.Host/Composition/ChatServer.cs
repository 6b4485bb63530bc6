using System.Net.Sockets;
using ActorChat.Host.Accounts;
using ActorChat.Host.ChatPage;
using ActorChat.Host.Contract;
using ActorChat.Host.Export;
using ActorChat.Host.Gateway;
using ActorChat.Host.Http;
using ActorChat.Host.Lifecycle;
using ActorChat.Host.Lists;
using ActorChat.Host.Observability;
using ActorChat.Host.Settings;
using ActorChat.Settings;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Serilog;

namespace ActorChat.Host.Composition;

/// <summary>The edge: Kestrel with the HTTP interface and the gateway. It listens once it has started.</summary>
internal sealed class ChatServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ChatServer(WebApplication app) => _app = app;

    /// <summary>The addresses it listens on, with the ports that the system chose.</summary>
    public IReadOnlyCollection<string> Addresses =>
        [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    /// <param name="settings">All settings.</param>
    /// <param name="backend">What is behind the edge.</param>
    /// <param name="signals">What stops it; nothing if null.</param>
    /// <exception cref="SettingsException">It cannot listen on a configured address.</exception>
    public static async Task<ChatServer> StartAsync(ServerSettings settings, ChatBackend backend, StopSignals? signals = null)
    {
        var app = Build(settings, backend, signals ?? new StopSignals());
        try
        {
            await app.StartAsync();
        }
        catch (Exception failure) when (failure is IOException or SocketException or FormatException or InvalidOperationException)
        {
            await app.DisposeAsync();
            throw new SettingsException(
                $"{ServerEnvironment.UrlsVariable} = {settings.Environment.Urls}: must be addresses that this machine can listen on ({failure.Message})");
        }

        var server = new ChatServer(app);
        HostLog.Ready(app.Logger, ProgramVersion.Text, string.Join(", ", server.Addresses), backend.Storage.Place);
        if (backend.Storage.EpochRenewed is { } why)
        {
            HostLog.EpochRenewed(app.Logger, backend.Storage.Place, why, backend.Storage.Epoch);
        }

        return server;
    }

    /// <summary>The objects that operators reach from their address.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Completes once the process was told to stop and the last session has ended.</summary>
    public Task WaitForStopAsync() => _app.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static WebApplication Build(ServerSettings settings, ChatBackend backend, StopSignals signals)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSerilog(Log.Logger);
        builder.WebHost.UseUrls(settings.Environment.Urls).ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.Http.MaxBodyBytes;
        });
        builder.Services.AddBackend(backend);
        builder.WebHost.UseLimits(settings.Security);
        builder.WebHost.UseGateway(settings.Security);
        builder.Services.AddSingleton(settings.Security).AddSingleton(settings.Lengths);
        builder.Services.AddHttpInterface(settings.Http, ProgramVersion.Text);
        builder.Services.AddAccounts(settings.Accounts);
        builder.Services.AddLists();
        builder.Services.AddSingleton<Exports>();
        builder.Services.AddGateway(settings.SocketIo, settings.Sessions, backend.Nodes);
        builder.Services.AddObservability(settings.Log, settings.Tracing);
        builder.Services.AddStopping(settings.Stopping, signals);
        builder.Services.AddHostedService(_ => new IdleMemory(settings.Memory, backend.Clock));

        var app = builder.Build();
        app.UseTracing(settings.Tracing);
        app.UseSecurity(settings.Security);
        app.UseWhen(http => !SocketIoPath.IsWebSocket(http), answered => answered.UseHttpAnswers());
        app.UseMiddleware<ConnectGate>();
        app.UseMiddleware<RequestGate>();
        app.UseHttpInterface();
        app.MapAccounts();
        app.MapLists();
        app.MapExport();
        app.MapHealth();
        app.MapDescription(settings.Http, ProgramVersion.Text);
        app.MapEventDescription();
        app.MapChatPage(settings.Http);
        app.MapGateway();
        return app;
    }
}
