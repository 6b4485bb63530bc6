using ActorChat.Host.Endpoints;
using ActorChat.Host.Settings;
using Microsoft.AspNetCore.Connections;
using Serilog;
using Serilog.Events;

namespace ActorChat.Host.Hosting;

/// <summary>Where logs go: to the console, as text or as one JSON object a line.</summary>
internal static class LogOutput
{
    public static Serilog.Core.Logger Create(LogSettings settings)
    {
        var logs = new LoggerConfiguration()
            .MinimumLevel.Is(settings.Level)
            .MinimumLevel.Override("Microsoft", Quieter(settings.Level))
            .MinimumLevel.Override("System", Quieter(settings.Level))
            // It warns of each connection that breaks off in the wrong moment or is one too many, which anybody can bring about; its metrics count them.
            .MinimumLevel.Override("Microsoft.AspNetCore.Server.Kestrel", LogEventLevel.Error)
            // Two lines for each request without a valid token, which anybody can send; the security log tells of them, with a bound.
            .MinimumLevel.Override(typeof(TokenAuthentication).FullName!, Quieter(settings.Level))
            // A failure to start is told by Program in one line.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            // Would keep a scope and an activity for as long as a request lasts, which for a WebSocket is its whole life. Kestrel itself tells of failures.
            .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)
            // Kestrel calls it critical that a client resets streams of HTTP/2 faster than it can answer, and closes the connection: its metrics count that.
            .Filter.ByExcluding(static line => line.Exception is ConnectionAbortedException);
        return logs.WriteTo.Console(settings.AsJson ? new JsonLog() : new TextLog()).CreateLogger();
    }

    /// <summary>The framework's own news is not what an operator looks for.</summary>
    private static LogEventLevel Quieter(LogEventLevel level) => level < LogEventLevel.Warning ? LogEventLevel.Warning : level;
}
