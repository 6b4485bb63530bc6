using System.Globalization;
using ActorChat.Host.Observability;
using ActorChat.Host.Settings;
using ActorChat.Settings;
using Serilog.Events;
using Serilog.Parsing;

namespace ActorChat.Host.Composition;

/// <summary>The one line of a start that failed, in the form of the log.</summary>
internal static class StartLine
{
    private const string Format = SettingsReader.Root + ".log.format";

    public static string Of(string line, TimeProvider clock) => IsJson() ? Json(line, clock.GetUtcNow()) : line;

    private static string Json(string line, DateTimeOffset now)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        new JsonLog().Format(new LogEvent(now, LogEventLevel.Fatal, null, new MessageTemplate([new TextToken(line)]), []), output);
        return output.ToString().TrimEnd();
    }

    /// <summary>The settings may be what is wrong: then as far as they can be read.</summary>
    private static bool IsJson()
    {
        try
        {
            return SettingsFile.Read(ServerEnvironment.FromProcess()).GetString(Format) == "json";
        }
        catch (SettingsException)
        {
            return false;
        }
    }
}
