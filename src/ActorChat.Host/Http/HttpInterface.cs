using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using Scalar.AspNetCore;

namespace ActorChat.Host.Http;

/// <summary>The whole HTTP interface: its services, its middlewares in order, its description.</summary>
internal static class HttpInterface
{
    private const string Product = "ActorChat";

    public static void AddHttpInterface(this IServiceCollection services, HttpSettings settings, string version)
    {
        services.AddSingleton(settings).AddSingleton<RequestBody>();
        services.AddOpenApi(openApi => HttpDescription.Configure(openApi, Product, version));
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
    public static void MapDescription(this IEndpointRouteBuilder app, HttpSettings settings, string version)
    {
        app.MapOpenApi();
        if (settings.TryPage)
        {
            app.MapScalarApiReference((page, http) => Configure(page, http, version));
        }
    }

    /// <summary>The page has everything from this server and asks nobody else, which the browser enforces.</summary>
    private static void Configure(ScalarOptions page, HttpContext http, string version)
    {
        // In hexadecimal: the page's maker writes a + as an entity.
        var nonce = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        page.WithTitle($"{Product} {version}").WithNonce(nonce);
        page.DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideClientButton().HideDeveloperTools();
        http.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
