namespace ActorChat.Host.Lifecycle;

internal static class LifecycleExtensions
{
    /// <summary>Stops the server on a signal, in an orderly way.</summary>
    public static void AddStopping(this IServiceCollection services, StoppingSettings settings, StopSignals signals)
    {
        services.Configure<HostOptions>(host => host.ShutdownTimeout = settings.Requests);
        services.AddSingleton(settings).AddSingleton(signals).AddSingleton<Drain>().AddSingleton<IHostLifetime, SignalLifetime>();
    }
}
