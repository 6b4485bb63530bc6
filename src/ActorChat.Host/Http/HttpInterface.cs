using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using Scalar.AspNetCore;

namespace ActorChat.Host.Http;

/// <summary>The HTTP interface as a whole: its services, its order of handling, its description.</summary>
internal static class HttpInterface
{
    public static void AddHttpInterface(this IServiceCollection services, HttpSettings settings)
    {
        services.AddSingleton(settings).AddSingleton<RequestBody>();
        services.AddOpenApi();
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. settings.CorsOrigins]).AllowAnyHeader().AllowAnyMethod()
            .WithExposedHeaders("Retry-After", "WWW-Authenticate").SetPreflightMaxAge(TimeSpan.FromHours(1))));
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            // Everything here is served as JSON and never set into HTML: letters of any script stay as they are.
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
    }

    /// <summary>What stands around every request that is answered; a WebSocket would keep it for its whole life and needs none of it.</summary>
    public static void UseHttpAnswers(this IApplicationBuilder app)
    {
        app.UsePlainPreflights();
        app.UseCors();
        app.UseRefusals();
    }

    /// <summary>Finds the end point, and who asks. Socket.IO's has a check of its own and is not asked here.</summary>
    public static void UseHttpInterface(this WebApplication app)
    {
        app.UseHeadAsGet();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    /// <summary>What describes the interface: the OpenAPI document, and the page to try it from.</summary>
    public static void MapDescription(this IEndpointRouteBuilder app, HttpSettings settings)
    {
        app.MapOpenApi();
        if (settings.TryPage)
        {
            app.MapScalarApiReference();
        }
    }
}
