namespace ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

/// <summary>Section 5.5: pings, pongs, and what a control frame may be.</summary>
internal static class ControlCases
{
    private const string Refused = "close:1002";

    public static IEnumerable<WireCase> All =>
    [
        .. Sizes(), .. Fragmented(), .. Pongs(), .. Between(),
        WireCase.Of("5.5.2", "nothing is answered behind a close", "close:1000", Frames.CloseWith(1000), Frames.Of(Frames.Ping, "x")),
        new("5.5.2", "ten pings are answered in their order",
            [.. Enumerable.Range(0, 10).SelectMany(static number => Frames.Of(Frames.Ping, [(byte)number]))],
            [.. Enumerable.Range(0, 10).Select(static number => Frames.Show(Frames.Pong, [(byte)number]))]),
        new("5.5.2", "pings and messages are answered in their order",
            [.. Frames.Of(Frames.Ping, "a"), .. Frames.Of(Frames.Text, "4b"), .. Frames.Of(Frames.Ping, "c"), .. Frames.Of(Frames.Text, "4d")],
            "pong:61", "text:4b", "pong:63", "text:4d"),
    ];

    private static IEnumerable<WireCase> Sizes()
    {
        foreach (var length in new[] { 0, 1, 4, 16, 124, 125 })
        {
            var payload = Enumerable.Range(0, length).Select(static value => (byte)(255 - value)).ToArray();
            yield return WireCase.Echo("5.5.2", $"a ping of {length} bytes is answered with the same", Frames.Pong, payload, Frames.Of(Frames.Ping, payload));
        }

        foreach (var first in new[] { Frames.Ping, Frames.Pong, Frames.Close })
        {
            foreach (var length in new[] { 126, 127, 200, 65_536 })
            {
                yield return WireCase.Of("5.5", $"a control frame {first:x2} of {length} bytes is refused", Refused, Frames.Of(first, [0x03, 0xe8, .. new byte[length - 2]]));
            }
        }
    }

    private static IEnumerable<WireCase> Fragmented()
    {
        foreach (var first in new[] { Frames.Ping, Frames.Pong, Frames.Close })
        {
            yield return WireCase.Of("5.5", $"a control frame {first:x2} in fragments is refused", Refused, Frames.Part(first, [0x03, 0xe8]));
            yield return WireCase.Of("5.5", $"an empty control frame {first:x2} in fragments is refused", Refused, Frames.Part(first, ""));
            yield return WireCase.Of("5.5", $"a fragment of a control frame {first:x2} between others is refused", Refused, Frames.Part(Frames.Text, "4a"), Frames.Part(first, ""));
        }
    }

    private static IEnumerable<WireCase> Pongs()
    {
        yield return WireCase.Of("5.5.3", "a pong that nobody asked for is passed over", "", Frames.Of(Frames.Pong, "x"));
        yield return WireCase.Of("5.5.3", "an empty pong is passed over", "", Frames.Of(Frames.Pong, ""));
        yield return WireCase.Of("5.5.3", "a pong of 125 bytes is passed over", "", Frames.Of(Frames.Pong, new byte[125]));
        yield return WireCase.Of("5.5.3", "many pongs are passed over", "", [.. Enumerable.Repeat(Frames.Of(Frames.Pong, "x"), 200)]);
    }

    private static IEnumerable<WireCase> Between()
    {
        yield return new("5.4", "a ping between fragments is answered before the message",
            [.. Frames.Part(Frames.Text, "4a"), .. Frames.Of(Frames.Ping, "m"), .. Frames.Of(Frames.Continuation, "b")], "pong:6D", "text:4ab");
        yield return new("5.4", "a ping before each fragment is answered",
            [.. Frames.Of(Frames.Ping, "0"), .. Frames.Part(Frames.Text, "4a"), .. Frames.Of(Frames.Ping, "1"), .. Frames.Part(Frames.Continuation, "b"), .. Frames.Of(Frames.Ping, "2"), .. Frames.Of(Frames.Continuation, "c")],
            "pong:30", "pong:31", "pong:32", "text:4abc");
        yield return WireCase.Echo("5.4", "a pong between fragments is passed over", Frames.Text, "4ab"u8.ToArray(),
            Frames.Part(Frames.Text, "4a"), Frames.Of(Frames.Pong, "m"), Frames.Of(Frames.Continuation, "b"));
        yield return WireCase.Of("5.4", "a close between fragments closes", "close:1000", Frames.Part(Frames.Text, "4a"), Frames.CloseWith(1000), Frames.Of(Frames.Continuation, "b"));
    }
}
