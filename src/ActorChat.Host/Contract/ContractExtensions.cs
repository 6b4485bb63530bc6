using ActorChat.Host.Limits;

namespace ActorChat.Host.Contract;

internal static class ContractExtensions
{
    /// <summary>The description of the Socket.IO events, beside the OpenAPI document of the HTTP interface.</summary>
    public static void MapEventDescription(this IEndpointRouteBuilder app)
    {
        var text = new Lazy<string>(() => YamlText.Of(AsyncApiDocument.Of(app.ServiceProvider.GetRequiredService<LengthSettings>())));
        app.MapGet("/asyncapi/v1.yaml", () => Results.Text(text.Value, "application/yaml")).ExcludeFromDescription();
    }
}
