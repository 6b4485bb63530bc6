using ActorChat.Host.Accounts;
using ActorChat.Host.Gateway;
using ActorChat.Host.Http;
using ActorChat.Host.Lifecycle;
using ActorChat.Host.Observability;
using ActorChat.Host.Settings;

namespace ActorChat.Host.Composition;

internal static class OperationsExtensions
{
    /// <summary>Limits, security and stopping of the chat server.</summary>
    public static void AddOperations(this WebApplicationBuilder builder, ServerSettings settings)
    {
        builder.WebHost.UseLimits(settings.Security);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Stopping.Requests);
        builder.Services.AddSingleton(settings.Security).AddSingleton(settings.Stopping).AddSingleton(settings.Tracing).AddSingleton(settings.Log);
        builder.Services.AddSingleton<AccountLimits>().AddSingleton<PasswordRules>().AddSingleton<PasswordGate>().AddSingleton<SecurityLog>();
        builder.Services.AddSingleton(settings.Accounts).AddSingleton<Registrar>();
        builder.Services.AddSingleton<Drain>().AddSingleton<ConnectRules>().AddSingleton<IHostLifetime, SignalLifetime>();
    }
}
