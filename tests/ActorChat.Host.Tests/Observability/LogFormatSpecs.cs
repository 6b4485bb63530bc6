using System.Globalization;
using System.Text.Json;
using ActorChat.Host.Observability;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace ActorChat.Host.Tests.Observability;

/// <summary>No client can forge or hide a log line, and every time is UTC.</summary>
public sealed class LogFormatSpecs
{
    /// <summary>Line ends, terminal controls, changes of direction, invisible characters.</summary>
    public static TheoryData<string> Hidden =>
    [
        "\n", "\r", "\r\n", "\0", "\t", "\b", "\u001b[2J", "\u007f", "\u0080", "\u0085", "\u009b", "\u2028", "\u2029", "\u200e", "\u200f", "\u061c", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069",
        "\u200b", "\ufeff", "\U000E0001",
        "\u034f", "\ufe0f", "\u115f", "\u1160", "\u3164", "\uffa0", "\u17b4", "\u180b", "\U000E0100",
    ];

    /// <summary>Halves of pairs, which a test's arguments cannot hold.</summary>
    private static readonly string[] Halves = ["\ud800", "\udc00", "\udc00\ud800"];

    [Theory]
    [MemberData(nameof(Hidden))]
    public void Invisible_characters_are_escaped_wherever_a_client_brings_them(string hidden)
    {
        foreach (var format in new ITextFormatter[] { new TextLog(), new JsonLog() })
        {
            var text = Written(format, log => log.Information("An operator did {Action} {@Object} {List} {Number}", $"a{hidden}b", new { Name = $"c{hidden}d" }, new[] { $"e{hidden}f" }, 5));
            Assert.Single(text.TrimEnd('\n').Split('\n'));
            Assert.DoesNotContain(hidden, text.TrimEnd('\n'), StringComparison.Ordinal);
            Assert.All(text.TrimEnd('\n'), unit => Assert.InRange(unit, ' ', '~'));
        }
    }

    [Theory]
    [MemberData(nameof(Hidden))]
    public void A_json_line_stays_json_and_gives_what_was_brought(string hidden)
    {
        var text = Written(new JsonLog(), log => log.Information("{Login} came", $"a{hidden}b"));
        using var json = JsonDocument.Parse(text);
        Assert.Equal($"a{hidden}b", json.RootElement.GetProperty("Login").GetString());
    }

    [Fact]
    public void Half_of_a_pair_is_escaped_as_well()
    {
        foreach (var half in Halves)
        {
            Invisible_characters_are_escaped_wherever_a_client_brings_them(half);
            using var json = JsonDocument.Parse(Written(new JsonLog(), log => log.Information("{Login} came", $"a{half}b")));
            Assert.Equal(JsonValueKind.String, json.RootElement.GetProperty("Login").ValueKind);
        }
    }

    [Fact]
    public void Letters_of_any_script_and_emoji_stay_as_they_are()
    {
        const string Names = "Zoé Владимир 王 ابن 😀";
        Assert.EndsWith($"INF {Names} came\n", Written(new TextLog(), log => log.Information("{Login} came", Names)), StringComparison.Ordinal);
        Assert.Contains(Names, Written(new JsonLog(), log => log.Information("{Login} came", Names)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_is_indented_so_that_none_of_its_lines_looks_like_a_log_line()
    {
        var forged = new InvalidOperationException("bad\n2026-11-27T00:00:00.000Z INF root logged in from 6.6.6.6\u2028x\u001b[2J");
        var lines = Written(new TextLog(), log => log.Error(forged, "It failed")).TrimEnd('\n').Split('\n');
        Assert.EndsWith("ERR It failed", lines[0], StringComparison.Ordinal);
        Assert.All(lines[1..], line => Assert.StartsWith("    ", line, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains('\u2028') || line.Contains('\u001b'));
        Assert.Single(Written(new JsonLog(), log => log.Error(forged, "It failed")).TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void A_json_line_has_its_level_the_message_as_people_read_it_and_each_value_as_what_it_is()
    {
        var text = Written(new JsonLog(), log => log.ForContext("SourceContext", "ActorChat.Test").ForContext("EventId", new { Id = 7, Name = "Came" }, destructureObjects: true)
            .Warning(new InvalidOperationException("why"), "{Login} came {Times} times in {Time}", "alice", 3, TimeSpan.FromMilliseconds(1500)));
        Assert.Matches(
            """^\{"time":"[^"]+Z","level":"warning","message":"alice came 3 times in 00:00:01.5000000","category":"ActorChat.Test","eventId":7,"event":"Came","Login":"alice","Times":3,"Time":1.5,"exception":"System.InvalidOperationException: why"\}\n$""",
            text);
    }

    [Fact]
    public void The_time_is_UTC_whatever_the_machines_zone_is()
    {
        var happened = new LogEvent(new DateTimeOffset(2026, 11, 27, 3, 4, 5, 678, TimeSpan.FromHours(-9)), LogEventLevel.Information, null, MessageTemplate.Empty, []);
        Assert.StartsWith("2026-11-27T12:04:05.678Z INF ", Written(new TextLog(), happened), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(Written(new JsonLog(), happened));
        Assert.Equal("2026-11-27T12:04:05.678Z", json.RootElement.GetProperty("time").GetString());
    }

    private static string Written(ITextFormatter format, Action<Logger> write)
    {
        var sink = new Sink(format);
        using var log = new LoggerConfiguration().WriteTo.Sink(sink).CreateLogger();
        write(log);
        return sink.Text;
    }

    private static string Written(ITextFormatter format, LogEvent happened)
    {
        var sink = new Sink(format);
        sink.Emit(happened);
        return sink.Text;
    }

    private sealed class Sink(ITextFormatter format) : ILogEventSink
    {
        public string Text { get; private set; } = "";

        public void Emit(LogEvent logEvent)
        {
            using var output = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
            format.Format(logEvent, output);
            Text += output.ToString();
        }
    }
}
