using System.Text;

namespace ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

/// <summary>Sections 5.5.1 and 7: closing.</summary>
internal static class ClosingCases
{
    private const string Refused = "close:1002";
    private const string Invalid = "close:1007";

    private static readonly int[] s_legal = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3001, 3999, 4000, 4001, 4999];

    private static readonly int[] s_illegal = [0, 1, 99, 999, 1004, 1005, 1006, 1015, 1016, 1017, 1099, 1100, 1999, 2000, 2001, 2999, 5000, 5001, 9999, 32_767, 32_768, 65_535];

    public static IEnumerable<WireCase> All => [.. Statuses(), .. Reasons(), .. Behind()];

    private static IEnumerable<WireCase> Statuses()
    {
        yield return WireCase.Of("5.5.1", "a close without a status is answered without one", "close:none", Frames.Of(Frames.Close, ""));
        yield return WireCase.Of("5.5.1", "half of a status is refused", Refused, Frames.Of(Frames.Close, [0x03]));
        foreach (var status in s_legal)
        {
            yield return WireCase.Of("7.4", $"the status {status} is answered with the same", $"close:{status}", Frames.CloseWith(status));
            yield return WireCase.Of("7.4", $"the status {status} with a reason is answered with the same", $"close:{status}", Frames.CloseWith(status, "bye"u8.ToArray()));
        }

        foreach (var status in s_illegal)
        {
            yield return WireCase.Of("7.4", $"the status {status} is refused", Refused, Frames.CloseWith(status));
            yield return WireCase.Of("7.4", $"the status {status} with a reason is refused", Refused, Frames.CloseWith(status, "bye"u8.ToArray()));
        }

        yield return WireCase.Of("7.4", "an illegal status is told before a bad reason", Refused, Frames.CloseWith(1005, 0xff));
    }

    private static IEnumerable<WireCase> Reasons()
    {
        yield return WireCase.Of("5.5.1", "a reason of 123 bytes is taken", "close:1000", Frames.CloseWith(1000, Encoding.ASCII.GetBytes(new string('r', 123))));
        yield return WireCase.Of("5.5.1", "a reason of 124 bytes is refused", Refused, Frames.CloseWith(1000, Encoding.ASCII.GetBytes(new string('r', 124))));
        yield return WireCase.Of("5.5.1", "a reason in any script is taken", "close:1000", Frames.CloseWith(1000, "\u20ac\ud83d\ude00"u8.ToArray()));
        foreach (var hex in new[] { "ff", "c0af", "c3", "e282", "eda080", "f4908080", "61ff", "80" })
        {
            yield return WireCase.Of("8.1", $"a reason of {hex} is no text", Invalid, Frames.CloseWith(1000, Convert.FromHexString(hex)));
        }
    }

    private static IEnumerable<WireCase> Behind()
    {
        yield return WireCase.Of("5.5.1", "a second close is not answered", "close:1000", Frames.CloseWith(1000), Frames.CloseWith(1001));
        yield return WireCase.Of("5.5.1", "a message behind a close is not handled", "close:1000", Frames.CloseWith(1000), Frames.Of(Frames.Text, "4x"));
        yield return WireCase.Of("5.5.1", "garbage behind a close is not looked at", "close:1000", Frames.CloseWith(1000), [0xff, 0xff, 0xff, 0xff]);
        yield return new("5.5.1", "messages before a close are answered", [.. Frames.Of(Frames.Text, "4a"), .. Frames.Of(Frames.Text, "4b"), .. Frames.CloseWith(1000)], "text:4a", "text:4b", "close:1000");
        yield return WireCase.Of("7.1.7", "a message under way is given up by a close", "close:1001", Frames.Part(Frames.Text, "4a"), Frames.CloseWith(1001));
    }
}
