using System.Diagnostics.Metrics;
using System.Net;
using ActorChat.Actors.Limits;

namespace ActorChat.Host.Operations.Security;

/// <summary>
/// What concerns the server's defence, in a log category of its own. An attack must not fill the log: beyond a rate, lines are
/// left out and their number is told with the next one; the metric counts them all. Numbers are never used again.
/// </summary>
internal sealed partial class SecurityLog(ILoggerFactory logs, RateLimits limits)
{
    public const string Category = "ActorChat.Security";

    private static readonly RateLimit Lines = RateLimit.Of(50, TimeSpan.FromSeconds(1), burst: 500);

    private static readonly Counter<long> Events = HostMetrics.Meter.CreateCounter<long>(
        "actorchat.security.events", "{event}", "Events that concern the server's defence, by name.");

    private readonly ILogger _log = logs.CreateLogger(Category);
    private readonly SharedBucket _bucket = new();
    private long _leftOut;

    /// <param name="login">The user; null where there is none of that login: what was typed there may be a password.</param>
    /// <param name="address">Where the attempt came from.</param>
    public void LoginFailed(string? login, IPAddress? address)
    {
        if (Begin("login_failed"))
        {
            WriteLoginFailed(_log, login ?? "an unknown login", address);
        }
    }

    public void LoggedIn(string login, IPAddress? address)
    {
        if (Begin("logged_in"))
        {
            WriteLoggedIn(_log, login, address);
        }
    }

    /// <param name="limit">The limit's key under <c>actorchat.rate-limits</c>.</param>
    /// <param name="address">Where the attempt came from.</param>
    public void LockedOut(string limit, IPAddress? address)
    {
        if (Begin("locked_out"))
        {
            WriteLockedOut(_log, limit, address);
        }
    }

    public void TokenRefused(string code, IPAddress? address)
    {
        if (Begin("token_refused"))
        {
            WriteTokenRefused(_log, code, address);
        }
    }

    public void StrangerRefused(string login, string request)
    {
        if (Begin("stranger_refused"))
        {
            WriteStrangerRefused(_log, login, request);
        }
    }

    public void RateLimited(string login, string? request)
    {
        if (Begin("rate_limited"))
        {
            WriteRateLimited(_log, login, request);
        }
    }

    public void ConnectRefused(string limit, IPAddress? address)
    {
        if (Begin("connect_refused"))
        {
            WriteConnectRefused(_log, limit, address);
        }
    }

    public void PasswordChanged(string login, IPAddress? address)
    {
        if (Begin("password_changed"))
        {
            WritePasswordChanged(_log, login, address);
        }
    }

    /// <summary>An operator's deed: never left out.</summary>
    public void AdminDid(string action, string target, IPAddress? address, string outcome)
    {
        Events.Add(1, new KeyValuePair<string, object?>("event", "admin"));
        WriteAdminDid(_log, action, target, address, outcome);
    }

    private bool Begin(string name)
    {
        Events.Add(1, new KeyValuePair<string, object?>("event", name));
        if (!_log.IsEnabled(LogLevel.Information))
        {
            return false;
        }

        if (!_bucket.TryTake(Lines, limits.Now, out _))
        {
            Interlocked.Increment(ref _leftOut);
            return false;
        }

        if (Interlocked.Exchange(ref _leftOut, 0) is > 0 and var leftOut)
        {
            WriteLeftOut(_log, leftOut);
        }

        return true;
    }

    [LoggerMessage(200, LogLevel.Information, "Login of {Login} failed from {Address}")]
    private static partial void WriteLoginFailed(ILogger log, string login, IPAddress? address);

    [LoggerMessage(201, LogLevel.Information, "Logins from {Address} are refused for a while: {Limit}")]
    private static partial void WriteLockedOut(ILogger log, string limit, IPAddress? address);

    [LoggerMessage(202, LogLevel.Information, "A token from {Address} was refused: {Code}")]
    private static partial void WriteTokenRefused(ILogger log, string code, IPAddress? address);

    [LoggerMessage(203, LogLevel.Information, "{Login} was refused a room by {Request}")]
    private static partial void WriteStrangerRefused(ILogger log, string login, string request);

    [LoggerMessage(204, LogLevel.Information, "{Login} was refused for the rate of {Request}")]
    private static partial void WriteRateLimited(ILogger log, string login, string? request);

    [LoggerMessage(205, LogLevel.Information, "A connection from {Address} was refused: {Limit}")]
    private static partial void WriteConnectRefused(ILogger log, string limit, IPAddress? address);

    [LoggerMessage(206, LogLevel.Information, "{Login} changed the password from {Address}")]
    private static partial void WritePasswordChanged(ILogger log, string login, IPAddress? address);

    [LoggerMessage(207, LogLevel.Information, "{LeftOut} events that concern security came faster than they are logged")]
    private static partial void WriteLeftOut(ILogger log, long leftOut);

    [LoggerMessage(209, LogLevel.Information, "{Login} logged in from {Address}")]
    private static partial void WriteLoggedIn(ILogger log, string login, IPAddress? address);

    [LoggerMessage(208, LogLevel.Information, "An operator at {Address} did {Action} on {Target}: {Outcome}")]
    private static partial void WriteAdminDid(ILogger log, string action, string target, IPAddress? address, string outcome);
}
