using System.Globalization;
using ActorChat.Actors.Common;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace ActorChat.Host.Observability;

/// <summary>A line for people: the time in UTC, the level, the message; an exception's lines are indented below it.</summary>
internal sealed class TextLog : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(IsoTime.Text(logEvent.Timestamp.ToUnixTimeMilliseconds()));
        output.Write(' ');
        output.Write(LevelOf(logEvent.Level));
        output.Write(' ');
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            Render(token, logEvent, message);
        }

        output.WriteLine(LogText.Escape(message.ToString()));
        if (logEvent.Exception is { } failure)
        {
            output.Write("    ");
            output.WriteLine(LogText.EscapeLines(failure.ToString()));
        }
    }

    /// <summary>Texts without quotes; everything else as its template says.</summary>
    private static void Render(Serilog.Parsing.MessageTemplateToken token, LogEvent logEvent, StringWriter message)
    {
        if (token is Serilog.Parsing.PropertyToken named && logEvent.Properties.TryGetValue(named.PropertyName, out var value) && value is ScalarValue { Value: string text })
        {
            message.Write(text);
        }
        else
        {
            token.Render(logEvent.Properties, message, CultureInfo.InvariantCulture);
        }
    }

    private static string LevelOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "VRB",
        LogEventLevel.Debug => "DBG",
        LogEventLevel.Information => "INF",
        LogEventLevel.Warning => "WRN",
        LogEventLevel.Error => "ERR",
        _ => "FTL",
    };
}

/// <summary>
/// One object per line for machines; its time is UTC. Characters that JSON leaves as they are, but that no reader of a log should see raw, are escaped too.
/// </summary>
internal sealed class JsonLog : ITextFormatter
{
    private readonly RenderedCompactJsonFormatter _json = new();

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        _json.Format(logEvent, line);
        output.WriteLine(LogText.Escape(line.ToString().TrimEnd('\r', '\n')));
    }
}
