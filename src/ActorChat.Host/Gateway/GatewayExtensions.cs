using ActorChat.Host.Settings;
using ActorChat.SocketIO;

namespace ActorChat.Host.Gateway;

internal static class GatewayExtensions
{
    public static void AddGateway(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSocketIO(settings.SocketIo.ApplyTo);
        services.AddSingleton(settings.Sessions).AddSingleton<SocketIoGateway>();
    }

    public static void MapGateway(this IEndpointRouteBuilder app) =>
        app.MapSocketIO("/socket.io", app.ServiceProvider.GetRequiredService<SocketIoGateway>().Configure);
}
