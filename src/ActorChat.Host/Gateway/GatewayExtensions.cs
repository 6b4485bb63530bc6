using ActorChat.Actors.Nodes;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Http;
using ActorChat.SocketIO;

namespace ActorChat.Host.Gateway;

internal static class GatewayExtensions
{
    /// <param name="services">The services.</param>
    /// <param name="settings">The settings of Socket.IO.</param>
    /// <param name="sessions">The settings of sessions.</param>
    /// <param name="nodes">The nodes: where there are several, the id of a connection names its node, and the proxy routes by it.</param>
    public static void AddGateway(this IServiceCollection services, SocketIoSettings settings, SessionSettings sessions, INodes nodes)
    {
        services.AddSocketIO(options =>
        {
            settings.ApplyTo(options);
            options.SessionIdPrefix = NodeMark.Of(nodes);
        });
        services.AddSingleton<RefusedConnects>().AddOptions<SocketIOOptions>().Configure<RefusedConnects>(static (options, refused) => options.OnConnectRefused = refused.Closes);
        services.AddSingleton(sessions).AddSingleton<SocketIoGateway>().AddSingleton<ConnectRules>().AddSingleton<DirectAdmission>();
    }

    /// <summary>Opens WebSockets without HTTP, unless the settings need something that only HTTP does: it counts upgraded connections separately.</summary>
    public static void UseGateway(this IWebHostBuilder web, SecuritySettings settings)
    {
        if (settings.MaxConnections is null)
        {
            web.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(listen =>
                listen.UseDirectWebSockets(listen.ApplicationServices.GetRequiredService<DirectAdmission>().Admits)));
        }
    }

    public static void MapGateway(this IEndpointRouteBuilder app) =>
        app.MapSocketIO(SocketIoPath.Value, app.ServiceProvider.GetRequiredService<SocketIoGateway>().Configure).ShortCircuit();
}
