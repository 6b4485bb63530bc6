using ActorChat.Actors;
using ActorChat.Actors.Nodes;
using ActorChat.Host.Lifecycle;
using ActorChat.Storage;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Observability;

/// <summary><c>GET /health/live</c> and <c>/health/ready</c>: whether the process answers, and whether it can serve.</summary>
internal static class HealthEndpoints
{
    private const string Up = "up";

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").WithTags("Health");
        health.MapGet("/live", Live).WithSummary("Whether the process answers");
        health.MapGet("/ready", ReadyAsync).WithSummary("Whether the server can serve").Produces<HealthBody>().Produces<HealthBody>(503);
    }

    private static Ok<HealthBody> Live() => TypedResults.Ok(HealthBody.Of(new Dictionary<string, bool> { ["process"] = true }));

    private static async Task<JsonHttpResult<HealthBody>> ReadyAsync(IChatActors actors, ChatStorage storage, INodes nodes, IHostApplicationLifetime lifetime, Drain drain)
    {
        var stored = await storage.CheckAsync();
        var (open, all) = actors.RoomPartitions;
        var checks = new Dictionary<string, bool>
        {
            ["rooms"] = open == all,
            ["journal"] = stored.JournalWritable,
            ["tables"] = stored.TablesWritable,
            ["accepting"] = !drain.HasBegun && !lifetime.ApplicationStopping.IsCancellationRequested,
        };
        if (nodes is not OneNode)
        {
            // A node of a cluster listens once it knows the way to all partitions. If one of them is nowhere for a while, the others are still there.
            checks["rooms"] = open > 0;
            checks["member"] = nodes.Members.Any(node => node.Name == nodes.Self && node.Status == Up);
        }

        var body = HealthBody.Of(checks);
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
