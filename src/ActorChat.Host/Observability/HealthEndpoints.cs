using ActorChat.Actors;
using ActorChat.Host.Lifecycle;
using ActorChat.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Observability;

/// <summary><c>GET /health/live</c> and <c>/health/ready</c>: whether the process answers, and whether it can serve.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", Live).WithSummary("Whether the process answers");
        health.MapGet("/ready", ReadyAsync).WithSummary("Whether the server can serve").Produces<HealthBody>(503);
    }

    private static Ok<HealthBody> Live() => TypedResults.Ok(HealthBody.Of(new Dictionary<string, bool> { ["process"] = true }));

    private static async Task<JsonHttpResult<HealthBody>> ReadyAsync(IChatActors actors, ChatStorage storage, IHostApplicationLifetime lifetime, Drain drain)
    {
        var stored = await storage.CheckAsync();
        var (open, all) = actors.RoomPartitions;
        var body = HealthBody.Of(new Dictionary<string, bool>
        {
            ["rooms"] = open == all,
            ["journal"] = stored.JournalWritable,
            ["tables"] = stored.TablesWritable,
            ["accepting"] = !drain.HasBegun && !lifetime.ApplicationStopping.IsCancellationRequested,
        });
        return TypedResults.Json(body, statusCode: body.Status == HealthBody.Good ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <summary>The result of each check, by its name.</summary>
internal sealed record HealthBody(string Status, IReadOnlyDictionary<string, string> Checks)
{
    public const string Good = "ok";
    private const string Bad = "failed";

    public static HealthBody Of(IReadOnlyDictionary<string, bool> checks) => new(
        checks.Values.All(good => good) ? Good : Bad,
        checks.ToDictionary(check => check.Key, check => check.Value ? Good : Bad));
}
