using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;
using ActorChat.Host.Accounts;
using ActorChat.Host.Http;
using ActorChat.Host.Limits;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Lists;

/// <summary>What both lists have in common: the caller, and the page.</summary>
internal static class ListQuery
{
    /// <summary>Counts a page that the caller reads, over all of the caller's tokens.</summary>
    /// <returns>Null, or the refusal.</returns>
    public static ProblemHttpResult? Count(HttpContext http, RateLimits limits)
    {
        if (limits.TryList(http.Token().Login, out var wait))
        {
            return null;
        }

        ChatMetrics.RateLimited("lists-per-user");
        return Refusing.WithWait(http, HttpProblem.RateLimited, wait);
    }

    /// <summary>Checks the caller's own login, if it is given, and the page's size.</summary>
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
