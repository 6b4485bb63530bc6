using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Http;

/// <summary>The catalogue of refusals over HTTP; each is sent as problem details (RFC 9457) whose <c>code</c> never changes.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Title">A sentence for the developer of the client.</param>
internal sealed record HttpProblem(int Status, string Code, string Title)
{
    public static readonly HttpProblem InvalidRequest = new(400, "invalid_request", "The request lacks a field or has one of the wrong form.");
    public static readonly HttpProblem InvalidLogin = new(400, "invalid_login", "The login is not of the legal form.");
    public static readonly HttpProblem InvalidPassword = new(400, "invalid_password", "The password is missing or not of the legal length.");
    public static readonly HttpProblem InvalidCredentials = new(401, "invalid_credentials", "There is no such login with such a password.");
    public static readonly HttpProblem InvalidToken = new(401, "invalid_token", "The token is missing, unknown or has ended.");
    public static readonly HttpProblem Forbidden = new(403, "forbidden", "The login is not the caller's own.");
    public static readonly HttpProblem RegistrationClosed = new(403, "registration_closed", "New users are not taken here.");
    public static readonly HttpProblem NotFound = new(404, "not_found", "There is no such end point.");
    public static readonly HttpProblem RoomNotFound = new(404, "room_not_found", "There is no such room.");
    public static readonly HttpProblem MethodNotAllowed = new(405, "method_not_allowed", "The end point does not take this method.");
    public static readonly HttpProblem LoginTaken = new(409, "login_taken", "The login is taken.");
    public static readonly HttpProblem BodyTooLarge = new(413, "body_too_large", "The body is larger than allowed.");
    public static readonly HttpProblem TooManyAttempts = new(429, "too_many_attempts", "Too many attempts; wait.");
    public static readonly HttpProblem RateLimited = new(429, "rate_limited", "Too many requests or connections; wait.");
    public static readonly HttpProblem InternalError = new(500, "internal_error", "The server failed; the failure is in its log.");
    public static readonly HttpProblem Unavailable = new(503, "unavailable", "Not possible right now, nothing was done; try again.");

    public static readonly IReadOnlyList<HttpProblem> All =
    [
        InvalidRequest, InvalidLogin, InvalidPassword, InvalidCredentials, InvalidToken, Forbidden, RegistrationClosed,
        NotFound, RoomNotFound, MethodNotAllowed, LoginTaken, BodyTooLarge, TooManyAttempts, RateLimited, InternalError, Unavailable,
    ];

    /// <summary>The refusal, with a detail that says exactly what was wrong.</summary>
    public ProblemHttpResult Because(string? detail) =>
        TypedResults.Problem(detail, statusCode: Status, title: Title, type: "about:blank", extensions: [new("code", Code)]);

    /// <summary>Answers a request that no endpoint has answered.</summary>
    public Task WriteAsync(HttpContext http, string? detail = null) => Because(detail).ExecuteAsync(http);

    /// <summary>The refusal that stands for a bare status.</summary>
    public static HttpProblem Of(int status) => status switch
    {
        401 => InvalidToken,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        413 => BodyTooLarge,
        // For clients a body of another type is a body that is not JSON.
        415 => InvalidRequest,
        429 => TooManyAttempts,
        503 => Unavailable,
        >= 500 => InternalError,
        _ => InvalidRequest with { Status = status },
    };
}

/// <summary>Thrown while a request is read; the outermost handler answers with it.</summary>
internal sealed class HttpRefusedException(HttpProblem problem, string? detail) : Exception(problem.Code)
{
    public HttpProblem Problem { get; } = problem;

    public string? Detail { get; } = detail;
}
