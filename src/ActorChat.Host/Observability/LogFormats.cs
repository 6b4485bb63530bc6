using System.Globalization;
using ActorChat.Actors.Common;
using Serilog.Events;
using Serilog.Formatting;

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
        output.WriteLine(LogText.Escape(MessageOf(logEvent)));
        if (logEvent.Exception is { } failure)
        {
            output.Write("    ");
            output.WriteLine(LogText.EscapeLines(failure.ToString()));
        }
    }

    /// <summary>The message as people read it.</summary>
    public static string MessageOf(LogEvent logEvent)
    {
        using var message = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            Render(token, logEvent, message);
        }

        return message.ToString();
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

