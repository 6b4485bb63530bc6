namespace ActorChat.Host.Observability;

internal static class ObservabilityExtensions
{
    /// <summary>The security log, and whether requests are traced.</summary>
    public static void AddObservability(this IServiceCollection services, LogSettings logs, TracingSettings tracing) =>
        services.AddSingleton(logs).AddSingleton(tracing).AddSingleton<SecurityLog>();

    /// <summary>Records HTTP requests. With tracing off it adds nothing to them.</summary>
    public static void UseTracing(this IApplicationBuilder app, TracingSettings settings)
    {
        if (settings.IsOn)
        {
            app.UseMiddleware<HttpTraces>();
        }
    }
}
