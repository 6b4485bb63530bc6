using ActorChat.Actors;
using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Accounts;
using ActorChat.Host.Http;
using ActorChat.Host.Limits;
using ActorChat.Storage.Accounts;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Lists;

/// <summary><c>GET</c> and <c>POST /get-all-users</c>: everyone except the caller, in login order, page by page.</summary>
internal static class GetAllUsersEndpoint
{
    public static void MapGetAllUsers(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/get-all-users").RequireAuthorization().WithTags("Lists").WithSummary("Everyone but the caller, in login order")
            .ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(429).ProducesProblem(503);
        group.MapGet("", (HttpContext http, [AsParameters] UsersQuery query, Users users) => users.ListAsync(http, query));
        group.MapPost("", async (HttpContext http, RequestBody body, Users users) => await users.ListAsync(http, await body.ReadOptionalAsync<UsersQuery>(http)))
            .Accepts<UsersQuery>(isOptional: true, "application/json").ProducesProblem(413);
    }

    /// <summary>Reads a page and marks who is online.</summary>
    public sealed class Users(AccountStore accounts, IUserChats chats, IChatActors actors, HttpSettings settings, RateLimits rates)
    {
        public async Task<Results<Ok<UsersBody>, ProblemHttpResult>> ListAsync(HttpContext http, UsersQuery query)
        {
            if ((ListQuery.Count(http, rates) ?? ListQuery.Check(http, query.Login, query.Limit, settings)) is { } refusal)
            {
                return refusal;
            }

            if (await accounts.PageAsync(http.Token().Login, query.Search, query.Limit ?? settings.PageDefault, query.Cursor) is not { } page)
            {
                return ListQuery.InvalidCursor();
            }

            var logins = page.Users.Select(user => user.Login).ToList();
            var apart = await chats.ApartAsync(http.Token().Login, logins);
            var presence = await actors.WhoIsOnlineAsync(logins);
            return TypedResults.Ok(new UsersBody([.. page.Users.Select(user => apart.Contains(user.Login) ? NeverSeen(user) : BodyOf(user, presence))], page.Next));
        }

        private static UserBody NeverSeen(Account user) => new(user.Login.Name, false, null);

        /// <summary>The registry knows first who left when, as for the event <c>presence</c>.</summary>
        private static UserBody BodyOf(Account user, RegistryCommands.Online presence)
        {
            var isOnline = presence.Logins.Contains(user.Login);
            var lastSeen = presence.LeftAt.TryGetValue(user.Login, out var left) ? left : user.LastSeen;
            return new UserBody(user.Login.Name, isOnline, lastSeen is { } seen && !isOnline ? IsoTime.Text(seen) : null);
        }
    }
}

internal sealed record UsersQuery(string? Login, string? Search, int? Limit, string? Cursor)
{
    public UsersQuery()
        : this(null, null, null, null)
    {
    }
}

internal sealed record UserBody(string Login, bool Online, string? LastSeen);

internal sealed record UsersBody(IReadOnlyList<UserBody> Users, string? Next);
