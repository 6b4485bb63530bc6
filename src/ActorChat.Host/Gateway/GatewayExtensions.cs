using ActorChat.Host.Settings;
using ActorChat.SocketIO;

namespace ActorChat.Host.Gateway;

internal static class GatewayExtensions
{
    private const string Path = "/socket.io";

    public static void AddGateway(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSocketIO(settings.SocketIo.ApplyTo);
        services.AddSingleton<RefusedConnects>().AddOptions<SocketIOOptions>().Configure<RefusedConnects>(static (options, refused) => options.OnConnectRefused = refused.Closes);
        services.AddSingleton(settings.Sessions).AddSingleton<SocketIoGateway>().AddSingleton<RenderedMessages>().AddSingleton<DirectAdmission>();
    }

    /// <summary>Opens WebSockets without HTTP, where nothing that only HTTP does was asked for: it counts upgraded connections apart.</summary>
    public static void UseGateway(this IWebHostBuilder web, ServerSettings settings)
    {
        if (settings.Security.MaxConnections is null)
        {
            web.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen =>
                listen.UseDirectWebSockets(listen.ApplicationServices.GetRequiredService<DirectAdmission>().Admits)));
        }
    }

    public static void MapGateway(this IEndpointRouteBuilder app) =>
        app.MapSocketIO(Path, app.ServiceProvider.GetRequiredService<SocketIoGateway>().Configure).ShortCircuit();

    /// <summary>Whether a request is Socket.IO's, by whichever transport.</summary>
    public static bool IsSocketIo(HttpContext http) => http.Request.IsSocketIO(Path);

    /// <summary>Whether a request opens a new connection to Socket.IO.</summary>
    public static bool Connects(HttpContext http) => http.Request.OpensSocketIO(Path);

    /// <summary>Whether a request opens a WebSocket to Socket.IO (RFC 6455, or RFC 8441 over HTTP/2).</summary>
    public static bool IsWebSocket(HttpContext http) =>
        (http.Request.Headers.Upgrade.Count > 0 || HttpMethods.IsConnect(http.Request.Method)) && IsSocketIo(http);
}
