using System.Text;
using ActorChat.Settings;

namespace ActorChat.Host.Settings;

/// <summary>The page <c>docs/configuration.md</c>.</summary>
internal static class SettingsPage
{
    private const string Head = """
        # Settings

        This page is printed by `config doc` from the rules that check the settings; a test fails where it differs. `config schema` prints the same as a JSON
        Schema (2020-12), for editors. [operations.md](operations.md) says how to set them, and where the server listens and keeps its data.

        - **Files.** `hocon.conf` beside the program has every setting with its default. The file that `ACTORCHAT_CONFIG` names overrides it key by key.
        - **Variables** win over both: `ACTORCHAT__ROOMS__IDLE_TIMEOUT` is `actorchat.rooms.idle-timeout`. Two underscores stand for a dot, one for a hyphen.
        - **Durations** are a number with ms, s, m, h or d; **sizes** are bytes, or a number with B, KiB, MiB or GiB.
        - **Rate limits** are "A per B, burst C" in quotes: C at once, then A in every B. `off`: no limit.
        - **When.** restart: a change holds from the next start on. live: it holds at once, by `config reload` ([operations.md](operations.md#changes-while-it-runs)).

        All keys are under `actorchat`. `↑` has the same meaning as the row above it.

        """;

    public static string Print(KnownSettings known)
    {
        var lines = new List<string> { Head.ReplaceLineEndings("\n") };
        foreach (var block in known.Blocks.Where(static block => block.Settings.Count > 0))
        {
            lines.AddRange([$"## {(block.Path == SettingsReader.Root ? "The storage, and how long texts are kept" : SettingsReader.Under(block.Path))}", ""]);
            if (block.Reason.Length > 0)
            {
                lines.AddRange([Wrapped(block.Reason), ""]);
            }

            lines.AddRange(["| key | value | default | when | what |", "|---|---|---|---|---|", .. block.Settings.Select((setting, at) => Row(block, at, setting)), ""]);
        }

        return string.Join('\n', lines);
    }

    private static string Row(KnownBlock block, int at, KnownSetting setting) =>
        $"| `{SettingsReader.Under(setting.Path)}` | {Value(setting.Rule)} | `{(setting.Default.Length > 0 ? setting.Default : "\"\"")}` | {(setting.IsLive ? "live" : "restart")} | {What(block, at, setting)} |";

    private static string Value(SettingRule rule) =>
        string.Join(", or ", rule.Words.Select(static word => $"`{word}`").Prepend(rule.Range is { } range ? $"{rule.Type}, {range}" : rule.Type));

    private static string What(KnownBlock block, int at, KnownSetting setting)
    {
        var reason = setting.Reason.Length > 0 ? InCell(setting.Reason)
            : block.Settings.Take(at).Any(static before => before.Reason.Length > 0) ? "↑"
            : "";
        return setting.Variable is { } variable && !reason.Contains(variable, StringComparison.Ordinal) ? $"{reason} `{variable}` sets it too.".TrimStart() : reason;
    }

    /// <summary>A text within a row of a table; what looks like a tag or the end of a cell is escaped.</summary>
    private static string InCell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);

    /// <summary>Lines of prose, none of them too long.</summary>
    private static string Wrapped(string text)
    {
        const int Longest = 150;
        var (lines, length) = (new StringBuilder(), 0);
        foreach (var word in InCell(text).Split(' '))
        {
            var breaks = length > 0 && length + 1 + word.Length > Longest;
            lines.Append(breaks ? "\n" : length > 0 ? " " : "").Append(word);
            length = breaks ? word.Length : length + word.Length + 1;
        }

        return lines.ToString();
    }
}
