using System.Globalization;
using ActorChat.Actors.Common;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Json;

namespace ActorChat.Host.Observability;

/// <summary>
/// One object per line for machines: <c>time</c> in UTC, <c>level</c>, <c>message</c> as in the text form, <c>category</c>, <c>eventId</c>, <c>event</c>, then the
/// values of the message by their names: numbers as numbers, durations in seconds; at last an <c>exception</c>. Characters that JSON leaves as they are, but that no
/// reader of a log should see raw, are escaped too.
/// </summary>
internal sealed class JsonLog : ITextFormatter
{
    private const string Category = "SourceContext";
    private const string Event = "EventId";

    private readonly JsonValueFormatter _values = new(typeTagName: null);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        line.Write("{\"time\":\"");
        line.Write(IsoTime.Text(logEvent.Timestamp.ToUnixTimeMilliseconds()));
        line.Write("\",\"level\":\"");
        line.Write(LevelOf(logEvent.Level));
        line.Write("\",\"message\":");
        JsonValueFormatter.WriteQuotedJsonString(TextLog.MessageOf(logEvent), line);
        if (logEvent.Properties.TryGetValue(Category, out var category))
        {
            Write("category", category, line);
        }

        if (logEvent.Properties.TryGetValue(Event, out var id) && id is StructureValue { Properties: var parts })
        {
            foreach (var part in parts)
            {
                Write(part.Name == "Id" ? "eventId" : "event", part.Value, line);
            }
        }

        foreach (var (name, value) in logEvent.Properties)
        {
            if (name is not (Category or Event))
            {
                Write(name, value, line);
            }
        }

        if (logEvent.Exception is { } failure)
        {
            Write("exception", new ScalarValue(failure.ToString()), line);
        }

        line.Write('}');
        output.WriteLine(LogText.Escape(line.ToString()));
    }

    private void Write(string name, LogEventPropertyValue value, StringWriter line)
    {
        line.Write(',');
        JsonValueFormatter.WriteQuotedJsonString(name, line);
        line.Write(':');
        _values.Format(value is ScalarValue { Value: TimeSpan time } ? new ScalarValue(time.TotalSeconds) : value, line);
    }

    /// <summary>The words of the setting <c>log.level</c>.</summary>
    private static string LevelOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "verbose",
        LogEventLevel.Debug => "debug",
        LogEventLevel.Information => "information",
        LogEventLevel.Warning => "warning",
        LogEventLevel.Error => "error",
        _ => "fatal",
    };
}
