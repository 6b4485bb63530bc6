using System.Globalization;
using ActorChat.Host.Observability;
using ActorChat.Host.Settings;
using ActorChat.Settings;
using Akka.Configuration;
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

    /// <summary>The settings may be what is wrong: if they cannot be read at all, the variable alone decides.</summary>
    private static bool IsJson()
    {
        try
        {
            return IsJson(SettingsFile.Read(ServerEnvironment.FromProcess()));
        }
        catch (SettingsException)
        {
            var variable = SettingVariables.NameOf(Format);
            return IsJson(SettingVariables.Parse(
                SettingVariables.OfProcess().Where(set => string.Equals(set.Key, variable, StringComparison.OrdinalIgnoreCase)).Take(1).ToDictionary()));
        }
    }

    private static bool IsJson(Config settings) => settings.GetString(Format, "") == "json";
}
