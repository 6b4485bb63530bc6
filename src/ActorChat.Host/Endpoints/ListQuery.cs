using ActorChat.Actors.Common;
using ActorChat.Host.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Endpoints;

/// <summary>What both listings have in common: whose they are, and the page.</summary>
internal static class ListQuery
{
    /// <summary>Checks the caller's own login, where it is given, and the page's size.</summary>
    /// <returns>Null, or the refusal.</returns>
    public static ProblemHttpResult? Check(HttpContext http, string? login, int? limit, HttpSettings settings)
    {
        if (login is not null && !(Login.TryParse(login, Login.MaxLength, out var given) && given == http.Token().Login))
        {
            return HttpProblem.Forbidden.Because(null);
        }

        return limit < 1 || limit > settings.PageMax
            ? HttpProblem.InvalidRequest.Because($"limit must be a whole number from 1 to {settings.PageMax}.")
            : null;
    }

    public static ProblemHttpResult InvalidCursor() => HttpProblem.InvalidRequest.Because("cursor must be the next of a page before.");
}
