using System.Text.Json.Serialization;
using ActorChat.Actors;
using ActorChat.Actors.Common;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Accounts;
using ActorChat.Host.Http;
using ActorChat.Host.Limits;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Admin;

/// <summary>What operators see of users, and a new password for one who has lost it. No answer has a hash or a token.</summary>
internal static class UserEndpoints
{
    private const int SessionsMax = 1000;
    private const int UsersPage = 50;

    public static async Task<Results<Ok<FoundUserBody>, ProblemHttpResult>> ShowAsync(AccountStore accounts, AdminService service, IChatActors actors, NamedUser named)
    {
        if (await named.ReadAsync() is not { } login || await accounts.DescribeAsync(login) is not { } user)
        {
            return AdminProblem.UserNotFound.Because(null);
        }

        var sessions = await service.ListSessionsAsync(login, SessionsMax);
        var online = await actors.WhoIsOnlineAsync([login]);
        return TypedResults.Ok(FoundUserBody.Of(user, online) with { Sessions = sessions.Sessions, NoAnswer = sessions.NoAnswer });
    }

    public static async Task<Results<Ok<FoundUsersBody>, ProblemHttpResult>> ListAsync(AccountStore accounts, IChatActors actors, string? search, string? cursor, string? limit)
    {
        if (AdminEndpoints.ReadLimit(limit, UsersPage, out var most) is { } problem)
        {
            return problem;
        }

        if (await accounts.DescribePageAsync(search, most, cursor) is not { } page)
        {
            return HttpProblem.InvalidRequest.Because("cursor must be the next of an earlier answer.");
        }

        var online = await actors.WhoIsOnlineAsync([.. page.Users.Select(static user => user.Account.Login)]);
        return TypedResults.Ok(new FoundUsersBody([.. page.Users.Select(user => FoundUserBody.Of(user, online))], page.Next));
    }

    /// <summary>The rules for the password are those of a registration. All tokens and sessions of the user end.</summary>
    public static async Task<Results<Ok<EndedBody>, ProblemHttpResult>> ResetPasswordAsync(
        HttpContext http, RequestBody body, PasswordRules rules, PasswordHasher passwords, TokenService tokens, SessionEnding ending, NamedUser named)
    {
        var wanted = await body.ReadAsync<CredentialsBody>(http);
        if (named.Of(wanted.Login) is not { } user)
        {
            return AdminProblem.UserNotFound.Because(null);
        }

        if (rules.ProblemOf(user, wanted.Password) is { } problem)
        {
            return problem;
        }

        if (await passwords.HashAsync(wanted.Password!, ClientAddress.Of(http.Connection.RemoteIpAddress, 128), HashKind.Login) is not { } hash)
        {
            return Refusing.Busy(http);
        }

        return await tokens.ResetPasswordAsync(user, hash) is { } ended
            ? TypedResults.Ok(EndedBody.Of(await ending.EndAsync(user, ended, CloseReason.TokenEnded)))
            : AdminProblem.UserNotFound.Because(null);
    }
}

/// <summary>What operators see of a user.</summary>
/// <param name="Login">In its registered spelling.</param>
/// <param name="Created">When the user registered.</param>
/// <param name="LastSeen">When the user was last online; null if never, or if the user is online.</param>
/// <param name="Online">Whether the user has a live session.</param>
/// <param name="Blocked">Whether an operator has blocked the user.</param>
/// <param name="BlockedAt">Since when.</param>
/// <param name="Erased">Whether an operator has erased the user.</param>
/// <param name="Tokens">How many logins of the user have not ended: one for each device, as a rule.</param>
/// <param name="Sessions">The live sessions, where one user was asked for.</param>
/// <param name="NoAnswer">The nodes that did not say which sessions they have.</param>
internal sealed record FoundUserBody(
    string Login,
    string Created,
    string? LastSeen,
    bool Online,
    bool Blocked,
    string? BlockedAt,
    bool Erased,
    int Tokens,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<SessionBody>? Sessions = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? NoAnswer = null)
{
    /// <summary>The registry knows first who left when; it is written down a moment later.</summary>
    public static FoundUserBody Of(UserDetails user, RegistryCommands.Online presence)
    {
        var (login, isErased) = (user.Account.Login, user.Account.IsErased);
        var isOnline = presence.Logins.Contains(login);
        var lastSeen = presence.LeftAt.TryGetValue(login, out var left) && !isErased ? left : user.Account.LastSeen;
        return new FoundUserBody(
            login.Name,
            user.CreatedAt,
            !isOnline && lastSeen is { } seen ? IsoTime.Text(seen) : null,
            isOnline,
            user.BlockedAt is not null,
            user.BlockedAt is { } since ? IsoTime.Text(since) : null,
            isErased,
            user.Tokens);
    }
}

internal sealed record FoundUsersBody(IReadOnlyList<FoundUserBody> Users, string? Next);
