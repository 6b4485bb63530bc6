using ActorChat.Actors.Common;
using ActorChat.Storage.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Accounts;

/// <summary><c>POST /logout</c>: the token and the sessions it opened end at once.</summary>
internal static class LogoutEndpoint
{
    public static void MapLogout(this IEndpointRouteBuilder app) =>
        app.MapPost("/logout", LogOutAsync).RequireAuthorization().WithTags("Accounts").WithSummary("Ends the token and the sessions it opened")
            .ProducesProblem(401);

    private static async Task<NoContent> LogOutAsync(HttpContext http, TokenService tokens, SessionEnding ending)
    {
        var token = http.Token();
        await tokens.EndAsync(TokenAuthentication.TokenText(http.Request));
        await ending.EndAsync(token.Login, [token.Id], CloseReason.TokenEnded);
        return TypedResults.NoContent();
    }
}
