using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using Scalar.AspNetCore;

namespace ActorChat.Host.Http;

/// <summary>The whole HTTP interface: its services, its middlewares in order, its description.</summary>
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
            // Everything here is served as JSON and never embedded in HTML, so letters of any script need no escaping.
            json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
    }

    /// <summary>What surrounds every request that is answered. A WebSocket would keep it for its whole life, and needs none of it.</summary>
    public static void UseHttpAnswers(this IApplicationBuilder app)
    {
        app.UsePlainPreflights();
        app.UseCors();
        app.UseRefusals();
    }

    /// <summary>Finds the endpoint and authenticates the client. Socket.IO has its own check and is left out.</summary>
    public static void UseHttpInterface(this WebApplication app)
    {
        app.UseHeadAsGet();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
    }

    /// <summary>The description of the interface: the OpenAPI document, and the page for trying it.</summary>
    public static void MapDescription(this IEndpointRouteBuilder app, HttpSettings settings)
    {
        app.MapOpenApi();
        if (settings.TryPage)
        {
            app.MapScalarApiReference();
        }
    }
}
