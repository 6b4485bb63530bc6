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

    /// <summary>The events whose lines may be left out.</summary>
    private static readonly string[] BoundedEvents = ["login_failed", "locked_out", "token_refused", "stranger_refused", "rate_limited", "connect_refused", "admin_refused"];

    /// <summary>Those whose lines never are.</summary>
    private static readonly string[] KeptEvents = ["logged_in", "password_changed", "admin"];

    private readonly ILogger _log;
    private readonly RateLimits _limits;
    private readonly LogSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ITimer _tell;
    private readonly KeyedBuckets<(string Action, string Target, string Outcome, ClientAddress Address)> _reads;

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
        (_log, _limits, _settings, _clock) = (logs.CreateLogger(Category), limits, settings, clock);
        (Recent, Audit) = (new RecentEvents(settings.RecentEvents), new RecentEvents(settings.RecentEvents));
        _reads = new(limits.Current.Tracked);
        _loginFailed = Bounded("login_failed");
        _lockedOut = Bounded("locked_out");
        _tokenRefused = Bounded("token_refused");
        _strangerRefused = Bounded("stranger_refused");
        _rateLimited = Bounded("rate_limited");
        _connectRefused = Bounded("connect_refused");
        _adminRefused = Bounded("admin_refused");
        _tell = Background.StartTimer(clock, TellLeftOut, settings.LeftOutEvery, settings.LeftOutEvery);
    }

    /// <summary>The last events that were logged, without what operators did.</summary>
    public RecentEvents Recent { get; }

    /// <summary>The last changes by operators.</summary>
    public RecentEvents Audit { get; }

    /// <summary>Begins the counters at zero.</summary>
    public static void BeginAtZero()
    {
        foreach (var name in BoundedEvents.Concat(KeptEvents))
        {
            Events.Add(0, new KeyValuePair<string, object?>("event", name));
        }

        foreach (var name in BoundedEvents)
        {
            LeftOut.Add(0, new KeyValuePair<string, object?>("event", name));
        }
    }

    /// <param name="login">The user; null if that login does not exist, because what was typed there may be a password.</param>
    /// <param name="address">The address of the attempt.</param>
    public void LoginFailed(string? login, IPAddress? address)
    {
        if (IsLogged(_loginFailed, address))
        {
            WriteLoginFailed(_log, login ?? "an unknown login", address);
            Keep(Recent, "login_failed", login, address, null);
        }
    }

    /// <summary>Never left out: it took a right password, and an attacker has few of them.</summary>
    public void LoggedIn(string login, IPAddress? address)
    {
        Count("logged_in");
        WriteLoggedIn(_log, login, address);
        Keep(Recent, "logged_in", login, address, null);
    }

    /// <param name="limit">The limit's key under <c>actorchat.rate-limits</c>.</param>
    /// <param name="address">The address of the attempt.</param>
    public void LockedOut(string limit, IPAddress? address)
    {
        if (IsLogged(_lockedOut, address))
        {
            WriteLockedOut(_log, limit, address);
            Keep(Recent, "locked_out", null, address, limit);
        }
    }

    public void TokenRefused(string code, IPAddress? address)
    {
        if (IsLogged(_tokenRefused, address))
        {
            WriteTokenRefused(_log, code, address);
            Keep(Recent, "token_refused", null, address, code);
        }
    }

    public void StrangerRefused(string login, string request)
    {
        if (IsLogged(_strangerRefused, login))
        {
            WriteStrangerRefused(_log, login, request);
            Keep(Recent, "stranger_refused", login, null, request);
        }
    }

    public void RateLimited(string login, string? request)
    {
        if (IsLogged(_rateLimited, login))
        {
            WriteRateLimited(_log, login, request);
            Keep(Recent, "rate_limited", login, null, request);
        }
    }

    public void ConnectRefused(string limit, IPAddress? address)
    {
        if (IsLogged(_connectRefused, address))
        {
            WriteConnectRefused(_log, limit, address);
            Keep(Recent, "connect_refused", null, address, limit);
        }
    }

    /// <summary>Never left out.</summary>
    public void PasswordChanged(string login, IPAddress? address)
    {
        Count("password_changed");
        WritePasswordChanged(_log, login, address);
        Keep(Recent, "password_changed", login, address, null);
    }

    /// <summary>An operator's change: never left out.</summary>
    public void AdminDid(string action, string target, IPAddress? address, string outcome)
    {
        Count("admin");
        WriteAdminDid(_log, action, SaidOf(target), address, outcome);
        Keep(Audit, action, target, address, outcome);
    }

    /// <summary>An operator has read something. Repeated within a short time it is one line, because a page that is open asks again and again.</summary>
    public void AdminRead(string action, string target, IPAddress? address, string outcome)
    {
        Count("admin");
        var source = ClientAddress.Of(address, _limits.Current.Ipv6PrefixBits);
        if (_settings.AdminReads.IsOff || _reads.TryTake((action, target, outcome, source), _settings.AdminReads, _limits.Now, out _))
        {
            WriteAdminDid(_log, action, SaidOf(target), address, outcome);
        }
    }

    /// <summary>A request to the admin interface without the token: not an operator's action.</summary>
    public void AdminRefused(string action, IPAddress? address)
    {
        if (IsLogged(_adminRefused, address))
        {
            WriteAdminRefused(_log, action, address);
            Keep(Recent, "admin_refused", null, address, action);
        }
    }

    public void Dispose()
    {
        _tell.Dispose();
        TellLeftOut();
    }

    /// <summary>A request that names nothing is about the server.</summary>
    private static string SaidOf(string target) => target.Length == 0 ? "the server" : target;

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
        var isLogged = happened.TryTake(source, _settings, _limits.Now);
        if (!isLogged)
        {
            LeftOut.Add(1, new KeyValuePair<string, object?>("event", happened.Name));
        }

        return isLogged;
    }

    private void Keep(RecentEvents events, string name, string? about, IPAddress? address, string? detail) =>
        events.Add(new RecentEvent(IsoTime.Text(_clock.GetUtcNow().ToUnixTimeMilliseconds()), name, about, address?.ToString(), detail));

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
