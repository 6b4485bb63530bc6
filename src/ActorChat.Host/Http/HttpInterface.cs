using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using ActorChat.Host.Accounts;
using ActorChat.Host.Lists;
using ActorChat.Host.Observability;
using ActorChat.Host.Settings;
using Scalar.AspNetCore;

namespace ActorChat.Host.Http;

/// <summary>The HTTP interface as a whole: its services, its order of handling, its end points.</summary>
internal static class HttpInterface
{
    public static void AddHttpInterface(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton(settings.Http).AddSingleton(settings.Limits);
        services.AddSingleton<RequestBody>();
        services.AddSingleton<GetAllUsersEndpoint.Users>().AddSingleton<GetAllChatsEndpoint.Chats>();
        services.AddTokenAuthentication();
        services.AddOpenApi();
        services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. settings.Http.CorsOrigins]).AllowAnyHeader().AllowAnyMethod()
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

    public static void MapHttpInterface(this IEndpointRouteBuilder app)
    {
        app.MapRegistr();
        app.MapLogin();
        app.MapLogout();
        app.MapChangePassword();
        app.MapGetAllUsers();
        app.MapGetAllChats();
        app.MapHealth();
        app.MapOpenApi();
        app.MapScalarApiReference();
    }
}
