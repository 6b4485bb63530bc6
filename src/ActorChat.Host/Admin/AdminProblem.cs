using ActorChat.Host.Http;

namespace ActorChat.Host.Admin;

/// <summary>The refusals that only the admin interface has. Each "not found" has a code of its own: a script must not take a wrong path for a user that is gone.</summary>
internal static class AdminProblem
{
    public static readonly HttpProblem IsOff = new(404, "admin_off", "The admin interface is off: the server was started without ACTORCHAT_ADMIN_TOKEN.");
    public static readonly HttpProblem UserNotFound = new(404, "user_not_found", "There is no such user.");
    public static readonly HttpProblem SessionNotFound = new(404, "session_not_found", "There is no such session.");
    public static readonly HttpProblem LimitNotFound = new(404, "limit_not_found", "There is no such limit.");
    public static readonly HttpProblem LimitIsWritten = new(409, "limit_is_written", "The settings say what this limit is; nothing was changed.");

    public static readonly IReadOnlyList<HttpProblem> All = [IsOff, UserNotFound, SessionNotFound, LimitNotFound, LimitIsWritten];
}
