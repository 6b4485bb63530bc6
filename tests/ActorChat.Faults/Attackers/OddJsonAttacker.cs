using System.Globalization;
using System.Text;

namespace ActorChat.Faults.Attackers;

/// <summary>Events whose JSON is odd, broken or enormous, and random JSON.</summary>
internal sealed class OddJsonAttacker : Attacker
{
    private static readonly string[] s_names =
    [
        "message", "join_room", "have_room", "read", "typing", "leave_room", "edit", "delete", "react", "changes", "delivered", "sync", "block", "unblock", "blocked", "connect", "disconnect",
        "\\ud800", "",
    ];

    private static readonly string[] s_fields =
    [
        "login", "companion", "message", "room", "seq", "clientMessageId", "before", "after", "limit", "typing", "replyTo", "reaction", "on", "operationId", "since", "cursor", "__proto__",
        "_placeholder", "\\ud800", "\\u0000", "",
    ];

    private static readonly string[] s_values =
    [
        "null", "true", "0", "-1", "1e3", "1e999", "-0.0", "99999999999999999999999", "0.1", "\"\"", "\" \"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\ufffe\"", "\"\\uffff\"",
        "[]", "{}", "[[]]", "{\"a\":{\"a\":{}}}", "\".\"", "\"..\"", "\"%00\"", "\"a\\nb\"", "\"\\u202e\"", "\"2026-11-27T00:00:00.000Z ERR forged\\n2026-11-27T00:00:00.000Z ERR forged\"",
    ];

    private static readonly string[] s_wholes =
    [
        "42", "42{}", "42[]", "42[null]", "42[true]", "42[1,{}]", "42[\"message\"]", "42[\"message\",]", "42[\"message\",{}]x", "42[\"message\",{\"a\":1,}]", "42[\"message\",{'a':1}]", "42[\"message\",NaN]",
        "42[\"message\",{\"companion\":\"a\",\"companion\":null}]", "42/,[\"message\",{}]", "4299999999999999999[\"message\",{}]", "42999999999999999999999[\"message\",{}]", "42[\"message\",{}", "42[\"message\" {}]",
        "42[\"\\uD83D\"]", "42\ufeff[\"message\"]", "4[]", "47[]", "45[\"x\"]", "459-[\"x\"]", "451-", "451-[\"message\",{\"_placeholder\":true,\"num\":7}]", "41{}", "42 [\"message\",{}]",
    ];

    public override string Name => "odd-json";

    public override string Summary => "odd JSON in every event";

    public override int Weight => 12;

    internal override async Task AttackAsync(Assault assault)
    {
        var visit = await Visit.EnterByWebSocketAsync(assault, Stage.Joined);
        for (var i = assault.Random.Next(1, 12); i > 0; i--)
        {
            var (what, packet) = assault.Random.Next(4) switch
            {
                0 => ("whole", assault.Pick(s_wholes)),
                1 => ("deep", Deep(assault)),
                2 => ("long", $"42[\"{assault.Pick(s_names)}\",\"{new string('a', assault.Random.Next(1, 900_000))}\"]"),
                _ => ("fields", Event(assault)),
            };
            assault.Did(what);
            await visit.Main.SendTextAsync(packet);
            if (packet.StartsWith("451-[", StringComparison.Ordinal))
            {
                await visit.Main.SendAsync(Frames.Make(Frames.Binary, new byte[assault.Random.Next(100)]));
            }
        }

        await visit.Main.EndsWithinAsync(TimeSpan.FromMilliseconds(100));
    }

    private static string Event(Assault assault)
    {
        var text = new StringBuilder("42").Append(assault.Random.Next(3) == 0 ? "" : assault.Random.Next(100).ToString(CultureInfo.InvariantCulture));
        text.Append("[\"").Append(assault.Pick(s_names)).Append("\",{");
        for (var i = assault.Random.Next(6); i > 0; i--)
        {
            text.Append('"').Append(assault.Pick(s_fields)).Append("\":").Append(assault.Pick(s_values)).Append(i > 1 ? "," : "");
        }

        return text.Append("}]").ToString();
    }

    private static string Deep(Assault assault)
    {
        var depth = assault.Pick([10, 63, 64, 65, 100, 300, 5000, 100_000]);
        var (open, close) = assault.Pick([("[", "]"), ("{\"a\":", "}")]);
        var middle = open == "[" ? "" : "1";
        return $"421[\"{assault.Pick(s_names)}\",{string.Concat(Enumerable.Repeat(open, depth))}{middle}{string.Concat(Enumerable.Repeat(close, assault.Random.Next(2) == 0 ? depth : depth - 1))}]";
    }
}
