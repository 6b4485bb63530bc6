using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ActorChat.SocketIO;

/// <summary>Adds Socket.IO to an ASP.NET Core application.</summary>
public static class SocketIOExtensions
{
    /// <summary>Registers the options, which are validated when the host starts, and closes all servers when it stops.</summary>
    public static IServiceCollection AddSocketIO(this IServiceCollection services, Action<SocketIOOptions>? configure = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SocketIOOptions>, SocketIOOptionsValidator>());
        var options = services.AddOptions<SocketIOOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton<SocketIOServers>();
        return services;
    }

    /// <summary>Serves Socket.IO under <paramref name="path"/> and a slash.</summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="path">The path, such as "/socket.io".</param>
    /// <param name="configure">Declares the namespaces.</param>
    public static IEndpointConventionBuilder MapSocketIO(this IEndpointRouteBuilder endpoints, string path, Action<SocketIOServer> configure)
    {
        var services = endpoints.ServiceProvider;
        var server = new SocketIOServer(
            services.GetRequiredService<IOptions<SocketIOOptions>>().Value,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>().CreateLogger("ActorChat.SocketIO"));
        configure(server);
        return MapEngine(endpoints, path, server.Engine);
    }

    /// <summary>Serves bare Engine.IO under <paramref name="path"/> and a slash.</summary>
    /// <param name="endpoints">Where to map it.</param>
    /// <param name="path">The path, such as "/engine.io".</param>
    /// <param name="accept">Makes the handler of each new connection.</param>
    public static IEndpointConventionBuilder MapEngineIO(this IEndpointRouteBuilder endpoints, string path, Func<EngineConnection, IEngineHandler> accept)
    {
        var services = endpoints.ServiceProvider;
        var engine = new EngineServer(
            services.GetRequiredService<IOptions<SocketIOOptions>>().Value,
            services.GetRequiredService<TimeProvider>(),
            services.GetRequiredService<ILoggerFactory>().CreateLogger("ActorChat.EngineIO"),
            accept);
        return MapEngine(endpoints, path, engine);
    }

    /// <summary>
    /// Opens WebSockets of this listener directly on the TCP connection if their request is plain, which saves 7 KB for each as long as it lives. Middlewares
    /// do not see such a request: <paramref name="admits"/> makes their decisions. Everything else goes to HTTP as usual. So does every request of a server
    /// whose options have callbacks for requests or a list of origins, and of every listener with TLS or without HTTP/1.1.
    /// </summary>
    /// <param name="listen">The listener.</param>
    /// <param name="admits">Whether a WebSocket may be opened so; if it refuses, the request goes to HTTP, where the middlewares answer it.</param>
    public static ListenOptions UseDirectWebSockets(this ListenOptions listen, Func<DirectOpening, bool> admits)
    {
        var services = listen.ApplicationServices;

        // Called when the listener binds, when everything about it is known. With TLS this would come before TLS, and accept clear text where encryption is
        // required.
        listen.Use(next => IsClearHttp1(listen)
            ? new DirectWebSockets(next, services.GetRequiredService<SocketIOServers>(), listen.KestrelServerOptions.Limits, admits).RunAsync
            : next);
        return listen;
    }

    /// <summary>A listener's name begins with its scheme, which is the only public sign of TLS. If it has another form, nothing is opened directly.</summary>
    private static bool IsClearHttp1(ListenOptions listen) =>
        listen.ToString()!.StartsWith(Uri.UriSchemeHttp + Uri.SchemeDelimiter, StringComparison.Ordinal) && listen.Protocols.HasFlag(HttpProtocols.Http1);

    private static IEndpointConventionBuilder MapEngine(IEndpointRouteBuilder endpoints, string path, EngineServer engine)
    {
        var trimmed = "/" + path.Trim('/');
        endpoints.ServiceProvider.GetRequiredService<SocketIOServers>().Add(trimmed + "/", engine);
        return endpoints.Map(trimmed + "/{**rest}", context =>
        {
            // The pattern also matches the path without the slash and in other case, which do not belong to this server.
            if (!context.Request.IsSocketIO(trimmed))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }

            return engine.HandleAsync(context);
        }).WithDisplayName($"Socket.IO {trimmed}/");
    }
}

/// <summary>All servers of the application. They are closed when it stops, before the web server waits for its requests to end.</summary>
internal sealed class SocketIOServers : IDisposable
{
    private readonly List<EngineServer> _engines = [];
    private readonly List<byte[]> _paths = [];
    private readonly Meter _meter;

    public SocketIOServers(IHostApplicationLifetime lifetime, TimeProvider clock, ILoggerFactory logs)
    {
        Background = new Background(logs.CreateLogger("ActorChat.SocketIO"), clock);
        Wheel = new TimerWheel(clock, Background);
        _meter = SocketIOMetrics.Observe(_engines, Silent);
        Background.OnCancelled(static servers => servers.CloseAll(), this, lifetime.ApplicationStopping);
    }

    public Background Background { get; }

    /// <summary>TCP connections without a request so far, which may still ask for a WebSocket without HTTP.</summary>
    public Gauge Silent { get; } = new();

    /// <summary>The clock of connections that no server knows yet.</summary>
    public TimerWheel Wheel { get; }

    public void Add(string path, EngineServer engine)
    {
        _engines.Add(engine);
        _paths.Add(Encoding.UTF8.GetBytes(path));
    }

    /// <summary>The server at exactly that path.</summary>
    public EngineServer? Find(ReadOnlySpan<byte> path)
    {
        for (var i = 0; i < _paths.Count; i++)
        {
            if (path.SequenceEqual(_paths[i]))
            {
                return _engines[i];
            }
        }

        return null;
    }

    public void Dispose()
    {
        _meter.Dispose();
        Wheel.Dispose();
        _engines.ForEach(static engine => engine.Dispose());
    }

    private void CloseAll() => _engines.ForEach(static engine => engine.CloseAll(DisconnectReasons.ServerShuttingDown));
}
