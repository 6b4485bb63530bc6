using System.Diagnostics.Metrics;
using System.Net;
using ActorChat.Actors.Common;
using ActorChat.Host.Limits;

namespace ActorChat.Host.Observability;

/// <summary>
/// Security events, in a separate log category. An attack must not fill the log. So lines of events that anybody can cause are limited, for each event and
/// source, and how many were left out is logged now and then. What an authenticated user or operator did is never left out. Numbers are never reused.
/// </summary>
internal sealed partial class SecurityLog : IDisposable
{
    public const string Category = "ActorChat.Security";

    private static readonly Counter<long> Events = HostMetrics.Meter.CreateCounter<long>(
        "actorchat.security.events", "{event}", "Security events, by name.");

    private static readonly Counter<long> LeftOut = HostMetrics.Meter.CreateCounter<long>(
        "actorchat.security.left_out", "{event}", "Security events that were too many to be logged, by name.");

    private readonly ILogger _log;
    private readonly RateLimits _limits;
    private readonly LogSettings _settings;
    private readonly ITimer _tell;

    // Events that anybody can cause, and flood.
    private readonly SecurityEvent _loginFailed;
    private readonly SecurityEvent _lockedOut;
    private readonly SecurityEvent _tokenRefused;
    private readonly SecurityEvent _strangerRefused;
    private readonly SecurityEvent _rateLimited;
    private readonly SecurityEvent _connectRefused;
    private readonly SecurityEvent _adminRefused;
    private readonly List<SecurityEvent> _bounded = [];

    public SecurityLog(ILoggerFactory logs, RateLimits limits, LogSettings settings, TimeProvider clock)
    {
        (_log, _limits, _settings) = (logs.CreateLogger(Category), limits, settings);
        _loginFailed = Bounded("login_failed");
        _lockedOut = Bounded("locked_out");
        _tokenRefused = Bounded("token_refused");
        _strangerRefused = Bounded("stranger_refused");
        _rateLimited = Bounded("rate_limited");
        _connectRefused = Bounded("connect_refused");
        _adminRefused = Bounded("admin_refused");
        _tell = Background.StartTimer(clock, TellLeftOut, settings.LeftOutEvery, settings.LeftOutEvery);
    }

    /// <param name="login">The user; null if that login does not exist, because what was typed there may be a password.</param>
    /// <param name="address">The address of the attempt.</param>
    public void LoginFailed(string? login, IPAddress? address)
    {
        if (IsLogged(_loginFailed, address))
        {
            WriteLoginFailed(_log, login ?? "an unknown login", address);
        }
    }

    /// <summary>Never left out: it took a right password, and an attacker has few of them.</summary>
    public void LoggedIn(string login, IPAddress? address)
    {
        Count("logged_in");
        WriteLoggedIn(_log, login, address);
    }

    /// <param name="limit">The limit's key under <c>actorchat.rate-limits</c>.</param>
    /// <param name="address">The address of the attempt.</param>
    public void LockedOut(string limit, IPAddress? address)
    {
        if (IsLogged(_lockedOut, address))
        {
            WriteLockedOut(_log, limit, address);
        }
    }

    public void TokenRefused(string code, IPAddress? address)
    {
        if (IsLogged(_tokenRefused, address))
        {
            WriteTokenRefused(_log, code, address);
        }
    }

    public void StrangerRefused(string login, string request)
    {
        if (IsLogged(_strangerRefused, login))
        {
            WriteStrangerRefused(_log, login, request);
        }
    }

    public void RateLimited(string login, string? request)
    {
        if (IsLogged(_rateLimited, login))
        {
            WriteRateLimited(_log, login, request);
        }
    }

    public void ConnectRefused(string limit, IPAddress? address)
    {
        if (IsLogged(_connectRefused, address))
        {
            WriteConnectRefused(_log, limit, address);
        }
    }

    /// <summary>Never left out.</summary>
    public void PasswordChanged(string login, IPAddress? address)
    {
        Count("password_changed");
        WritePasswordChanged(_log, login, address);
    }

    /// <summary>An operator's action: never left out.</summary>
    public void AdminDid(string action, string target, IPAddress? address, string outcome)
    {
        Count("admin");
        WriteAdminDid(_log, action, target, address, outcome);
    }

    /// <summary>A request to the admin interface without the token: not an operator's action.</summary>
    public void AdminRefused(string action, IPAddress? address)
    {
        if (IsLogged(_adminRefused, address))
        {
            WriteAdminRefused(_log, action, address);
        }
    }

    public void Dispose()
    {
        _tell.Dispose();
        TellLeftOut();
    }

    private SecurityEvent Bounded(string name)
    {
        var bounded = new SecurityEvent(name, _limits.Current.Tracked);
        _bounded.Add(bounded);
        return bounded;
    }

    private bool IsLogged(SecurityEvent happened, IPAddress? address) => IsLogged(happened, SecuritySource.Of(address, _limits.Current.Ipv6PrefixBits));

    private bool IsLogged(SecurityEvent happened, string login) => IsLogged(happened, SecuritySource.Of(login));

    private bool IsLogged(SecurityEvent happened, SecuritySource source)
    {
        Count(happened.Name);
        if (!_log.IsEnabled(LogLevel.Information))
        {
            return false;
        }

        var isLogged = happened.TryTake(source, _settings, _limits.Now);
        if (!isLogged)
        {
            LeftOut.Add(1, new KeyValuePair<string, object?>("event", happened.Name));
        }

        return isLogged;
    }

    private static void Count(string name) => Events.Add(1, new KeyValuePair<string, object?>("event", name));

    private void TellLeftOut()
    {
        foreach (var happened in _bounded)
        {
            if (happened.TakeLeftOut() is > 0 and var leftOut)
            {
                WriteLeftOut(_log, leftOut, happened.Name);
            }
        }
    }

    [LoggerMessage(200, LogLevel.Information, "Login of {Login} failed from {Address}")]
    private static partial void WriteLoginFailed(ILogger log, string login, IPAddress? address);

    [LoggerMessage(201, LogLevel.Information, "Logins from {Address} are refused for a while: {Limit}")]
    private static partial void WriteLockedOut(ILogger log, string limit, IPAddress? address);

    [LoggerMessage(202, LogLevel.Information, "A token from {Address} was refused: {Code}")]
    private static partial void WriteTokenRefused(ILogger log, string code, IPAddress? address);

    [LoggerMessage(203, LogLevel.Information, "{Login} was refused access to a room (request {Request})")]
    private static partial void WriteStrangerRefused(ILogger log, string login, string request);

    [LoggerMessage(204, LogLevel.Information, "{Login} sent {Request} too often and was refused")]
    private static partial void WriteRateLimited(ILogger log, string login, string? request);

    [LoggerMessage(205, LogLevel.Information, "A connection from {Address} was refused: {Limit}")]
    private static partial void WriteConnectRefused(ILogger log, string limit, IPAddress? address);

    [LoggerMessage(206, LogLevel.Information, "{Login} changed the password from {Address}")]
    private static partial void WritePasswordChanged(ILogger log, string login, IPAddress? address);

    [LoggerMessage(207, LogLevel.Information, "{LeftOut} events {Event} that concern security came faster than they are logged")]
    private static partial void WriteLeftOut(ILogger log, long leftOut, string @event);

    [LoggerMessage(208, LogLevel.Information, "Operator at {Address}: {Action} on {Target}: {Outcome}")]
    private static partial void WriteAdminDid(ILogger log, string action, string target, IPAddress? address, string outcome);

    [LoggerMessage(209, LogLevel.Information, "{Login} logged in from {Address}")]
    private static partial void WriteLoggedIn(ILogger log, string login, IPAddress? address);

    [LoggerMessage(210, LogLevel.Information, "Refused {Action} from {Address}: no valid admin token")]
    private static partial void WriteAdminRefused(ILogger log, string action, IPAddress? address);
}
