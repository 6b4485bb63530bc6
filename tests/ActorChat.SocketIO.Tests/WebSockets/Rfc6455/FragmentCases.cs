using System.Text;

namespace ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

/// <summary>Section 5.4: messages in fragments.</summary>
internal static class FragmentCases
{
    private const string Refused = "close:1002";
    private const string TooLarge = "close:1009";

    public static IEnumerable<WireCase> All =>
    [
        .. Whole(), .. OutOfOrder(), .. Sizes(),
    ];

    private static IEnumerable<WireCase> Whole()
    {
        var hello = "4hello"u8.ToArray();
        for (var cut = 0; cut <= hello.Length; cut++)
        {
            yield return WireCase.Echo("5.4", $"a text in two fragments, cut at {cut}, is one message", Frames.Text, hello,
                Frames.Part(Frames.Text, hello[..cut]), Frames.Of(Frames.Continuation, hello[cut..]));
            yield return WireCase.Echo("5.4", $"bytes in two fragments, cut at {cut}, are one message", Frames.Binary, hello,
                Frames.Part(Frames.Binary, hello[..cut]), Frames.Of(Frames.Continuation, hello[cut..]));
        }

        yield return WireCase.Echo("5.4", "empty fragments count for nothing", Frames.Text, hello,
            Frames.Part(Frames.Text, ""), Frames.Part(Frames.Continuation, hello), Frames.Part(Frames.Continuation, ""), Frames.Of(Frames.Continuation, ""));
        yield return WireCase.Echo("5.4", "a message of empty fragments is empty", Frames.Binary, [], Frames.Part(Frames.Binary, ""), Frames.Part(Frames.Continuation, ""), Frames.Of(Frames.Continuation, ""));
        yield return WireCase.Echo("5.4", "a fragment for each byte is one message", Frames.Text, Encoding.ASCII.GetBytes("4" + new string('a', 300)),
            [Frames.Part(Frames.Text, "4"), .. Enumerable.Repeat(Frames.Part(Frames.Continuation, "a"), 300), Frames.Of(Frames.Continuation, "")]);
        yield return new("5.4", "messages in fragments follow one another",
            [.. Frames.Part(Frames.Text, "4a"), .. Frames.Of(Frames.Continuation, "b"), .. Frames.Part(Frames.Binary, [1]), .. Frames.Of(Frames.Continuation, [2]), .. Frames.Of(Frames.Text, "4c")],
            "text:4ab", "binary:0102", "text:4c");
        yield return WireCase.Of("5.4", "a message that does not end is waited for", "", Frames.Part(Frames.Text, "4a"), Frames.Part(Frames.Continuation, "b"));
    }

    private static IEnumerable<WireCase> OutOfOrder()
    {
        yield return WireCase.Of("5.4", "a continuation of nothing is refused", Refused, Frames.Of(Frames.Continuation, "4a"));
        yield return WireCase.Of("5.4", "an empty continuation of nothing is refused", Refused, Frames.Of(Frames.Continuation, ""));
        yield return WireCase.Of("5.4", "a continuation of nothing that others follow is refused", Refused, Frames.Part(Frames.Continuation, "4a"));
        yield return new("5.4", "a continuation behind a whole message is refused", [.. Frames.Of(Frames.Text, "4a"), .. Frames.Of(Frames.Continuation, "b")], "text:4a", Refused);
        yield return new("5.4", "a continuation behind the last one is refused",
            [.. Frames.Part(Frames.Text, "4a"), .. Frames.Of(Frames.Continuation, "b"), .. Frames.Of(Frames.Continuation, "c")], "text:4ab", Refused);
        foreach (var begun in new[] { Frames.Text, Frames.Binary })
        {
            foreach (var next in new[] { Frames.Text, Frames.Binary })
            {
                yield return WireCase.Of("5.4", $"a whole message {next:x2} within one {begun:x2} is refused", Refused, Frames.Part(begun, "4a"), Frames.Of(next, "4b"));
                yield return WireCase.Of("5.4", $"a first fragment {next:x2} within a message {begun:x2} is refused", Refused, Frames.Part(begun, "4a"), Frames.Part(next, "4b"));
                yield return WireCase.Of("5.4", $"an empty message {next:x2} within one {begun:x2} is refused", Refused, Frames.Part(begun, ""), Frames.Of(next, ""));
            }
        }
    }

    private static IEnumerable<WireCase> Sizes()
    {
        var most = Encoding.ASCII.GetBytes("4" + new string('a', FramingCases.MaxPayload - 1));
        yield return WireCase.Echo("10.4", "fragments of the most that a message may be are taken", Frames.Text, most, Frames.Part(Frames.Text, most[..60_000]), Frames.Of(Frames.Continuation, most[60_000..]));
        yield return WireCase.Of("10.4", "fragments of one byte more are refused", TooLarge, Frames.Part(Frames.Text, most), Frames.Of(Frames.Continuation, "a"));
        yield return WireCase.Of("10.4", "fragments too large together are refused before the last", TooLarge, Frames.Part(Frames.Binary, most[..60_000]), Frames.Part(Frames.Continuation, most[..60_000]));
        yield return WireCase.Of("10.4", "a fragment too large by itself is refused", TooLarge, Frames.Part(Frames.Binary, []), Frames.Of(Frames.Continuation, [], announced: FramingCases.MaxPayload + 1));
    }
}
