using System.Text;

namespace ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

/// <summary>Section 8.1: text is UTF-8.</summary>
internal static class TextCases
{
    private const string Invalid = "close:1007";

    private static readonly string[] s_good =
    [
        "00", "7f", "c280", "dfbf", "e0a080", "efbfbd", "efbfbe", "efbfbf", "ed9fbf", "ee8080", "f0908080", "f48fbfbf", "f09f9880", "efbbbf", "cebae1bdb9cf83cebcceb5",
    ];

    private static readonly string[] s_bad =
    [
        "80", "bf", "8080", "c0", "c1", "c080", "c0af", "c1bf", "c328", "e08080", "e080af", "e09fbf", "e228a1", "e28228", "f0808080", "f08080af", "f08fbfbf", "f0288cbc", "f0908028",
        "eda080", "edadbf", "edae80", "edafbf", "edb080", "edbfbf", "eda080edb080", "f4908080", "f5808080", "f7bfbfbf", "f8888080", "fc8480808080", "fe", "ff", "feff", "cec3", "61ff61",
    ];

    /// <summary>Beginnings of a code point with nothing after them.</summary>
    private static readonly string[] s_unfinished = ["c2", "df", "e0a0", "e282", "ed9f", "ef", "efbf", "f0", "f090", "f09f98", "f4", "f48f", "f48fbf"];

    public static IEnumerable<WireCase> All => [.. Good(), .. Bad(), .. Unfinished(), .. InFragments()];

    private static IEnumerable<WireCase> Good()
    {
        foreach (var hex in s_good)
        {
            var text = Message(hex);
            yield return WireCase.Echo("8.1", $"{hex} is text", Frames.Text, text, Frames.Of(Frames.Text, text));
            for (var cut = 1; cut < text.Length; cut++)
            {
                yield return WireCase.Echo("8.1", $"{hex} is text in two fragments, cut at {cut}", Frames.Text, text, Frames.Part(Frames.Text, text[..cut]), Frames.Of(Frames.Continuation, text[cut..]));
            }

            yield return WireCase.Echo("8.1", $"{hex} is text, a fragment for each byte", Frames.Text, text,
                [Frames.Part(Frames.Text, ""), .. text.Select(static value => Frames.Part(Frames.Continuation, [value])), Frames.Of(Frames.Continuation, "")]);
        }
    }

    private static IEnumerable<WireCase> Bad()
    {
        foreach (var hex in s_bad)
        {
            yield return WireCase.Of("8.1", $"{hex} is no text", Invalid, Frames.Of(Frames.Text, Message(hex)));
            yield return WireCase.Of("8.1", $"{hex} is no text with more behind it", Invalid, Frames.Of(Frames.Text, [.. Message(hex), .. "abcdefgh"u8]));
            yield return WireCase.Of("8.1", $"{hex} is no text in a last fragment", Invalid, Frames.Part(Frames.Text, "4a"), Frames.Of(Frames.Continuation, Convert.FromHexString(hex)));
            yield return WireCase.Echo("8.1", $"{hex} is as good as any among bytes", Frames.Binary, Message(hex), Frames.Of(Frames.Binary, Message(hex)));
        }
    }

    private static IEnumerable<WireCase> Unfinished()
    {
        foreach (var hex in s_unfinished)
        {
            yield return WireCase.Of("8.1", $"{hex} at the end is no text", Invalid, Frames.Of(Frames.Text, Message(hex)));
            yield return WireCase.Of("8.1", $"{hex} at the end of a fragment is waited with", "", Frames.Part(Frames.Text, Message(hex)));
            yield return WireCase.Of("8.1", $"{hex} at the end of the last fragment is no text", Invalid, Frames.Part(Frames.Text, Message(hex)), Frames.Of(Frames.Continuation, ""));
            yield return WireCase.Of("8.1", $"{hex} with a letter behind it in the next fragment is no text, at once", Invalid, Frames.Part(Frames.Text, Message(hex)), Frames.Part(Frames.Continuation, "a"));
        }
    }

    private static IEnumerable<WireCase> InFragments()
    {
        foreach (var hex in s_bad)
        {
            var bad = Convert.FromHexString(hex);
            yield return WireCase.Of("8.1", $"{hex} in a first fragment is refused at once", Invalid, Frames.Part(Frames.Text, [.. Message(hex), .. "abc"u8]));
            yield return WireCase.Of("8.1", $"{hex}, a fragment for each byte, is refused", Invalid,
                [Frames.Part(Frames.Text, "4"), .. bad.Select(static value => Frames.Part(Frames.Continuation, [value])), Frames.Of(Frames.Continuation, "a")]);
        }

        // What no further byte can complete: half of a surrogate pair, a code point beyond the last, an overlong form.
        foreach (var hex in new[] { "eda0", "edbf", "e080", "e09f", "f080", "f08f", "f490", "f4bf" })
        {
            yield return WireCase.Of("8.1", $"{hex} is refused before its code point is whole", Invalid, Frames.Part(Frames.Text, Message(hex)));
        }

        yield return new("8.1", "a ping within a code point is answered",
            [.. Frames.Part(Frames.Text, Message("e282")), .. Frames.Of(Frames.Ping, "x"), .. Frames.Of(Frames.Continuation, [0xac])], "pong:78", "text:4\u20ac");
        yield return WireCase.Of("8.1", "nothing behind bad text is handled", Invalid, Frames.Of(Frames.Text, Message("ff")), Frames.Of(Frames.Text, "4x"), Frames.Of(Frames.Ping, "x"));
    }

    private static byte[] Message(string hex) => [.. Encoding.ASCII.GetBytes("4"), .. Convert.FromHexString(hex)];
}
