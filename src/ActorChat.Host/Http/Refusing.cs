using System.Globalization;
using ActorChat.Storage;
using Akka.Actor;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;

namespace ActorChat.Host.Http;

/// <summary>The outermost part of the HTTP interface: every failure further in becomes problem details.</summary>
internal static class Refusing
{
    /// <summary>How many seconds a client should wait when the server is busy.</summary>
    private const string BusyRetryAfter = "1";

    public static void UseRefusals(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = AnswerExceptionAsync, SuppressDiagnosticsCallback = IsExpected });
        app.UseStatusCodePages(status => AnswerStatusAsync(status.HttpContext));
    }

    /// <summary>Refuses because the server is busy, and says when to try again.</summary>
    public static ProblemHttpResult Busy(HttpContext http)
    {
        http.Response.Headers.RetryAfter = BusyRetryAfter;
        return HttpProblem.Unavailable.Because(null);
    }

    /// <summary>Refuses for a while, and says for how long.</summary>
    public static ProblemHttpResult WithWait(HttpContext http, HttpProblem problem, TimeSpan wait)
    {
        http.Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return problem.Because(null);
    }

    private static Task AnswerStatusAsync(HttpContext http)
    {
        HeadAsGet.AddToAllowed(http.Response.Headers);
        return HttpProblem.Of(http.Response.StatusCode).WriteAsync(http);
    }

    private static Task AnswerExceptionAsync(HttpContext http)
    {
        // Nobody waits for an answer any more, and a server that stops may have disposed of what would write one.
        if (http.RequestAborted.IsCancellationRequested)
        {
            return Task.CompletedTask;
        }

        switch (http.Features.Get<IExceptionHandlerFeature>()?.Error)
        {
            case HttpRefusedException refused:
                return refused.Problem.WriteAsync(http, refused.Detail);
            case BadHttpRequestException bad:
                return HttpProblem.Of(bad.StatusCode).WriteAsync(http);
            case StorageBusyException or AskTimeoutException:
                return Busy(http).ExecuteAsync(http);
            default:
                return HttpProblem.InternalError.WriteAsync(http);
        }
    }

    private static bool IsExpected(ExceptionHandlerSuppressDiagnosticsContext context) =>
        context.Exception is HttpRefusedException or BadHttpRequestException or StorageBusyException or AskTimeoutException;
}
