using ActorChat.Host.Http;

namespace ActorChat.Host.Export;

/// <summary><c>GET /export</c>: everything that the caller can read, as one stream of JSON lines that can be resumed.</summary>
internal static class ExportEndpoint
{
    public static void MapExport(this IEndpointRouteBuilder app) =>
        app.MapGet("/export", (HttpContext http, string? cursor, Exports exports) => exports.WriteAsync(http, cursor)).RequireAuthorization()
            .WithTags("Lists").WithSummary("Everything that the caller can read, as JSON lines")
            .WithDescription("One object a line: user, room, message, cursor, and end at the end. A stream that was cut is resumed with the last cursor of it.")
            .Produces(200, contentType: ExportWriter.ContentType).ProducesProblem(400).ProducesProblem(401).ProducesProblem(429).ProducesProblem(503);
}
