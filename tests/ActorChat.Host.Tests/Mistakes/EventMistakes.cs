namespace ActorChat.Host.Tests.Mistakes;

/// <summary>Mistakes of Socket.IO clients with events: the arguments, as they are in the packet.</summary>
internal static class EventMistakes
{
    private static readonly string s_room = new('0', 36);

    public static IEnumerable<string> Names() => ["join_room", "leave_room", "message", "have_room", "read", "typing", "edit", "delete", "react", "changes", "delivered", "block", "unblock", "blocked", "sync", "no_such_event", "MESSAGE", "", "\\ud800", "\\udc00\\ud800x", "m\\u0065ssage", "\\u0000", new string('n', 5000)];

    public static IEnumerable<string> Arguments()
    {
        yield return "";
        foreach (var value in Values())
        {
            yield return $",{value}";
            yield return $",{{\"companion\":{value},\"message\":{value}}}";
            yield return $",{{\"room\":{value},\"seq\":{value},\"typing\":{value},\"limit\":{value},\"before\":{value},\"after\":{value}}}";
            yield return $",{{\"room\":\"{s_room}\",\"seq\":{value},\"typing\":{value},\"limit\":{value},\"message\":{value}}}";
            yield return $",{{\"room\":\"{s_room}\",\"seq\":1,\"message\":\"x\",\"operationId\":{value},\"reaction\":{value},\"on\":{value},\"since\":{value},\"cursor\":{value},\"replyTo\":{value}}}";
            yield return $",{{\"companion\":\"bob\",\"message\":\"x\",\"clientMessageId\":{value},\"login\":{value}}}";
        }

        string[] objects =
        [
            "{}", "{\"\\ud800\":1}", "{\"\\udc00bcdefgh\":1}", "{\"\\ud800ogin\":\"x\"}", "{\"lo\\u0067in\":\"x\",\"companio\\u006e\":\"\\ud800\"}", "{\"companion\":\"a\",\"companion\":null,\"room\":null,\"message\":\"x\"}", "{\"room\":1,\"room\":\"x\"}", "{\"companion\":\"bob\",\"room\":\"x\"}",
            "{\"login\":\"somebody\"}", "{\"companion\":\"alice\"}", "{\"companion\":\"ALICE\"}", "{\"companion\":\"nobody\",\"message\":\"x\"}", "{\"companion\":\"bob\",\"message\":\"\"}", "{\"companion\":\"bob\",\"message\":\"  \"}", "{\"__proto__\":{},\"constructor\":1}", "{\"companion\":\"bob\",\"message\":\"x\"},{},[],1",
        ];
        foreach (var text in objects)
        {
            yield return $",{text}";
        }
    }

    private static IEnumerable<string> Values() =>
    [
        "null", "true", "0", "-1", "1.5", "1e3", "1e400", "-0", "99999999999999999999999", "9007199254740993", "\"\"", "\" \"", "\"x\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\"\\uffff\"", "\"\\ufffe\"", "\"\\u202e\"", "\"\\ufeff\"", "[]", "{}", "[[[]]]", "{\"a\":{\"b\":{}}}",
        $"\"{s_room}\"", "\"{00000000-0000-0000-0000-000000000000}\"", $"\"{new string('x', 70_000)}\"", new string('[', 100) + new string(']', 100), "{\"_placeholder\":true,\"num\":0}", "{\"_placeholder\":true,\"num\":-1}", "\"\\u00e9\\u0301\"",
    ];

    /// <summary>Whole packets that are not events.</summary>
    public static IEnumerable<string> Packets() =>
    [
        "42[]", "42[null]", "4299[12345,{}]", "42{}", "42", "42[", "42[\"message\"", "42[\"message\",{}]x", "42[\"message\",{\"a\":}]", "42[\"message\",NaN]", "42[\"\u0001\"]", "40", "40/x,{}", "40/\u00E9,{}", "44{\"message\":\"x\"}", "430[\"x\"]", "43", "439999999999[\"x\"]",
        "451-[\"message\",{\"_placeholder\":true,\"num\":0}]", "45999999-[\"message\"]", "45-[\"x\"]", "461-0[\"x\"]", "47", "48", "4", "4\u00E9", "2", "3", "2probe", "5", "6", "1", "0{\"sid\":\"x\"}", "7", "x", "bAAAA", "", "41", "41{}", "41/x,", "42/x,[\"message\",{}]", "4212345678901234567890[\"message\",{}]", "421[\"message\"," + new string('[', 300) + new string(']', 300) + "]",
    ];
}
