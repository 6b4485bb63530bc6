using Microsoft.AspNetCore.Connections;
using Serilog;
using Serilog.Events;

namespace ActorChat.Host.Observability;

/// <summary>Where logs go: to the console, as text or as one JSON object per line.</summary>
internal static class LogOutput
{
    /// <param name="settings">The settings.</param>
    /// <param name="strangers">The class that logs each request without a valid token, which anybody can send; the security log has them, with a
    /// limit.</param>
    public static Serilog.Core.Logger Create(LogSettings settings, Type strangers)
    {
        var logs = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(settings.Levels.Own)
            .MinimumLevel.Override("Microsoft", settings.Levels.Framework)
            .MinimumLevel.Override("System", settings.Levels.Framework)
            // It warns of each connection that breaks off at the wrong moment or is one too many, which anybody can cause; its metrics count them.
            .MinimumLevel.Override("Microsoft.AspNetCore.Server.Kestrel", LogEventLevel.Error)
            .MinimumLevel.Override(strangers.FullName!, settings.Levels.Framework)
            // Program reports a failure to start, in one line.
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            // It would keep a scope and an activity for as long as a request lasts, which for a WebSocket is its whole life. Kestrel itself logs failures.
            .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)
            .Filter.ByExcluding(IsClientsDoing);
        return logs.WriteTo.Console(settings.AsJson ? new JsonLog() : new TextLog()).CreateLogger();
    }

    /// <summary>
    /// Events that Kestrel logs as an error or worse, although any client can cause them and its metrics count them: a client that resets HTTP/2 streams
    /// faster than it is answered, and a connection that breaks off within a body, whose rest Kestrel then cannot read.
    /// </summary>
    internal static bool IsClientsDoing(LogEvent line) =>
        line.Exception is ConnectionAbortedException
        || (line.Exception is InvalidOperationException
            && line.Properties.TryGetValue("EventId", out var id)
            && id is StructureValue { Properties: var parts }
            && parts.Any(static part => part.Value is ScalarValue { Value: "RequestBodyDrainBodyReaderInvalidState" }));
}
