namespace ActorChat.Host.Observability;

internal static class TracingExtensions
{
    /// <summary>Records HTTP requests. Off, it is not in their way at all.</summary>
    public static void UseTracing(this IApplicationBuilder app, TracingSettings settings)
    {
        if (settings.IsOn)
        {
            app.UseMiddleware<HttpTraces>();
        }
    }
}
