using System.Globalization;
using System.Text.Json.Serialization;
using ActorChat.Actors;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Host.Accounts;
using ActorChat.Host.Http;
using ActorChat.Host.Limits;
using ActorChat.Host.Retention;
using ActorChat.Host.Settings;
using ActorChat.Settings;
using ActorChat.Storage;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Tokens;
using Akka.Actor;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace ActorChat.Host.Admin;

/// <summary>The admin interface: off unless the environment has its token. Its use is in the security log.</summary>
internal static class AdminEndpoints
{
    private const int PageMax = 1000;
    private const int EventsPage = 100;

    private static readonly HttpProblem RefusedSettings = HttpProblem.InvalidRequest with { Title = "The settings are refused; nothing was changed." };

    /// <summary>Says of every path of the admin interface that it is off.</summary>
    public static void MapNoAdmin(this IEndpointRouteBuilder app) => app.Map("/admin/{**any}", static () => AdminProblem.IsOff.Because(null));

    public static void MapAdmin(this IEndpointRouteBuilder app, string token)
    {
        var admin = app.MapGroup("/admin").AddEndpointFilter(new AdminFilter(token));
        admin.MapGet("/sessions", ListSessionsAsync);
        admin.MapDelete("/sessions/{id}", EndSessionAsync);
        admin.MapGet("/rooms", ListRoomsAsync);
        admin.MapPut("/rooms/{room}/retention", SetRetentionAsync);
        admin.MapPost("/users", NewUserEndpoint.RegisterAsync);
        admin.MapGet("/users", UserEndpoints.ListAsync);
        admin.MapGet("/users/{login}", UserEndpoints.ShowAsync);
        admin.MapGet("/user", UserEndpoints.ShowAsync);
        MapForUser(admin, "block", BlockAsync);
        MapForUser(admin, "unblock", UnblockAsync);
        MapForUser(admin, "end-sessions", EndSessionsAsync);
        MapForUser(admin, "erase", EraseAsync);
        MapForUser(admin, "reset-password", UserEndpoints.ResetPasswordAsync);
        admin.MapGet("/now", static async (NodeViews views) => TypedResults.Ok(await views.NowAsync()));
        admin.MapGet("/security", static (NodeViews views, string? limit) => ListEventsAsync(views, NodeView.Security, limit));
        admin.MapGet("/audit", static (NodeViews views, string? limit) => ListEventsAsync(views, NodeView.Audit, limit));
        admin.MapGet("/settings", static async (NodeViews views) => TypedResults.Ok(await views.SettingsAsync()));
        admin.MapGet("/limits", ShowLimitsAsync);
        admin.MapPut("/limits/{name}", SetLimitAsync);
        admin.MapDelete("/limits/{name}", UnsetLimitAsync);
        admin.MapPost("/settings/reload", ReloadSettings);
    }

    /// <summary>With the login in the path, as <c>?login=</c> or in the body: <see cref="NamedUser"/>.</summary>
    private static void MapForUser(RouteGroupBuilder admin, string action, Delegate handler)
    {
        admin.MapPost($"/users/{{login}}/{action}", handler);
        admin.MapPost($"/users/{action}", handler);
    }

    private static async Task<Results<Ok<SessionsBody>, ProblemHttpResult>> ListSessionsAsync(HttpContext http, AdminService service, string? login, string? search, string? limit)
    {
        if (ReadLimit(limit, PageMax, out var most) is { } problem)
        {
            return problem;
        }

        Login? only = null;
        if (login is not null)
        {
            // For the security log: the user that the request is about.
            http.Request.RouteValues["login"] = login;
            if (NamedUser.Parse(login) is not { } parsed)
            {
                return HttpProblem.InvalidLogin.Because(null);
            }

            only = parsed;
        }

        return TypedResults.Ok(await service.ListSessionsAsync(only, most, search));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndSessionAsync(AdminService service, string id) => await service.EndSessionAsync(id) switch
    {
        { Found: true } => TypedResults.NoContent(),
        { NoAnswer: { } silent } => HttpProblem.Unavailable.Because($"No node has it that answered; {string.Join(", ", silent)} did not."),
        _ => AdminProblem.SessionNotFound.Because(null),
    };

    private static async Task<Results<Ok<RoomsBody>, ProblemHttpResult>> ListRoomsAsync(AdminService service, string? limit) =>
        ReadLimit(limit, PageMax, out var most) is { } problem ? problem : TypedResults.Ok(await service.ListRoomsAsync(most));

    /// <summary>It holds from the next walk through the rooms on; texts that are gone by then do not come back.</summary>
    private static async Task<Results<NoContent, ProblemHttpResult>> SetRetentionAsync(HttpContext http, RequestBody body, RetainedRooms rooms, IChatActors actors, string room)
    {
        if (!RoomRetention.TryParse((await body.ReadAsync<RetentionBody>(http)).Retention, out var kept))
        {
            return HttpProblem.InvalidRequest.Because($"retention must be {RoomRetention.LegalForm}.");
        }

        if (!RoomNumber.TryParse(room, out var number) || await rooms.FindMemberAsync(number) is not { } member)
        {
            return HttpProblem.RoomNotFound.Because(null);
        }

        return await actors.SetRetentionAsync(number, member, kept) ? TypedResults.NoContent() : HttpProblem.Unavailable.Because("The room is busy; nothing was changed.");
    }

    /// <summary>After the block no token is created: a client that connects meanwhile is either refused or ended.</summary>
    private static async Task<Results<Ok<EndedBody>, ProblemHttpResult>> BlockAsync(TokenService tokens, SessionEnding ending, NamedUser named) =>
        await named.ReadAsync() is { } user && await tokens.BlockAsync(user) is { } ended
            ? TypedResults.Ok(EndedBody.Of(await ending.EndAllAsync(user, ended, CloseReason.Blocked)))
            : AdminProblem.UserNotFound.Because(null);

    private static async Task<Results<NoContent, ProblemHttpResult>> UnblockAsync(AccountStore accounts, NamedUser named) =>
        await named.ReadAsync() is { } user && await accounts.UnblockAsync(user) ? TypedResults.NoContent() : AdminProblem.UserNotFound.Because(null);

    private static async Task<Results<Ok<EndedBody>, ProblemHttpResult>> EndSessionsAsync(AccountStore accounts, TokenService tokens, SessionEnding ending, NamedUser named)
    {
        // Of a misspelt login nothing has ended, and an operator who is told that it has looks no further.
        if (await named.ReadAsync() is not { } user || await accounts.FindAsync(user) is null)
        {
            return AdminProblem.UserNotFound.Because(null);
        }

        // A client that logs in again meanwhile may stay.
        var ended = await tokens.EndAllAsync(user);
        return TypedResults.Ok(EndedBody.Of(await ending.EndAsync(user, ended, CloseReason.TokenEnded)));
    }

    /// <summary>It cannot be undone. If the caller stops waiting, it is still done later; asking again is safe.</summary>
    private static async Task<Results<Ok<Erased>, ProblemHttpResult>> EraseAsync(UserEraser eraser, NamedUser named)
    {
        if (await named.ReadAsync() is not { } user)
        {
            return AdminProblem.UserNotFound.Because(null);
        }

        try
        {
            return await eraser.EraseAsync(user) is { } erased ? TypedResults.Ok(erased) : AdminProblem.UserNotFound.Because(null);
        }
        catch (Exception busy) when (busy is StorageBusyException or AskTimeoutException)
        {
            return HttpProblem.Unavailable.Because("Begun, but not finished: the erasure resumes at the next start, or when it is requested again.");
        }
    }

    private static async Task<Results<Ok<EventsBody>, ProblemHttpResult>> ListEventsAsync(NodeViews views, string what, string? limit) =>
        ReadLimit(limit, EventsPage, out var most) is { } problem ? problem : TypedResults.Ok(await views.EventsAsync(what, most));

    private static async Task<Ok<object>> ShowLimitsAsync(AdminService service) => TypedResults.Ok(await service.ShowLimitsAsync());

    private static async Task<Results<Ok<object>, ProblemHttpResult>> SetLimitAsync(HttpContext http, RequestBody body, AdminService service, string name)
    {
        if (!RateLimit.TryParse((await body.ReadAsync<LimitBody>(http)).Limit, out var limit))
        {
            return HttpProblem.InvalidRequest.Because($"limit must be {RateLimit.LegalForm}.");
        }

        if (service.PlaceOfLimit(name) is { } place)
        {
            return AdminProblem.LimitIsWritten.Because($"It is written in {place}, which would win after a restart. Change it there and reload, or remove it there.");
        }

        return await service.SetLimitAsync(name, limit) is { } limits ? TypedResults.Ok(limits) : AdminProblem.LimitNotFound.Because(null);
    }

    /// <summary>Back to what the settings say, now and after a restart.</summary>
    private static async Task<Results<Ok<object>, ProblemHttpResult>> UnsetLimitAsync(AdminService service, string name) =>
        await service.SetLimitAsync(name, null) is { } limits ? TypedResults.Ok(limits) : AdminProblem.LimitNotFound.Because(null);

    /// <summary>This node's files only: each node reads its own.</summary>
    private static Results<Ok<ReloadedSettings>, ProblemHttpResult> ReloadSettings(SettingsReload reload, [FromQuery(Name = "dry-run")] string? dryRun)
    {
        if (dryRun is not (null or "true" or "false"))
        {
            return HttpProblem.InvalidRequest.Because("dry-run must be true or false.");
        }

        try
        {
            return TypedResults.Ok(reload.Run(isTrial: dryRun == "true"));
        }
        catch (SettingsException refused)
        {
            return RefusedSettings.Because(refused.Message);
        }
    }

    /// <summary>How many entries are requested; returns null, or why so many cannot be. It is read here, because a refusal by the framework says nothing.</summary>
    public static ProblemHttpResult? ReadLimit(string? text, int usual, out int limit)
    {
        limit = usual;
        return text is null || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= PageMax)
            ? null
            : HttpProblem.InvalidRequest.Because($"limit must be a whole number from 1 to {PageMax}.");
    }
}

internal sealed record EndedBody(int SessionsEnded, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? NoAnswer)
{
    public static EndedBody Of(SessionsEnded ended) => new(ended.Count, ended.NoAnswer);
}

internal sealed record LimitBody(string? Limit);

internal sealed record RetentionBody(string? Retention);
