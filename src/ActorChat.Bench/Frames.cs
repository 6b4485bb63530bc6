using System.Buffers.Text;

namespace ActorChat.Bench;

/// <summary>Reads the frames of Engine.IO 4 and Socket.IO 5 that this client may get, without copying them.</summary>
internal static class Frames
{
    /// <summary>The frame that answers a ping.</summary>
    public static readonly byte[] Pong = "3"u8.ToArray();

    public static bool IsOpen(ReadOnlySpan<byte> frame) => frame.StartsWith("0"u8);

    public static bool IsPing(ReadOnlySpan<byte> frame) => frame.SequenceEqual("2"u8);

    public static bool IsConnectError(ReadOnlySpan<byte> frame) => frame.StartsWith("44"u8);

    public static bool IsDisconnect(ReadOnlySpan<byte> frame) => frame.StartsWith("41"u8);

    public static bool IsEvent(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> start) => frame.StartsWith(start);

    /// <summary><c>43&lt;id&gt;[…]</c>: the number of the acknowledgement and its arguments without the brackets.</summary>
    public static bool TryReadAck(ReadOnlySpan<byte> frame, out long id, out ReadOnlySpan<byte> arguments)
    {
        arguments = default;
        if (!frame.StartsWith("43"u8) || !Utf8Parser.TryParse(frame[2..], out id, out var digits) || frame.Length < digits + 4 || frame[2 + digits] != '[')
        {
            id = 0;
            return false;
        }

        arguments = frame[(3 + digits)..^1];
        return true;
    }

    /// <summary>The code of a refusal; null if the arguments are not one.</summary>
    public static string? RefusalIn(ReadOnlySpan<byte> arguments)
    {
        if (!arguments.StartsWith("{\"error\":"u8))
        {
            return null;
        }

        var at = arguments.IndexOf("\"code\":\""u8);
        var code = at < 0 ? default : arguments[(at + 8)..];
        var end = code.IndexOf((byte)'"');
        return end < 0 ? "without a code" : System.Text.Encoding.UTF8.GetString(code[..end]);
    }

    /// <summary>Finds the mark that <see cref="ChatText"/> puts at the start of a text: whose message it is, and which.</summary>
    public static bool TryReadMark(ReadOnlySpan<byte> frame, out bool fromFirst, out long number)
    {
        (fromFirst, number) = (false, 0);
        var at = frame.IndexOf("\"message\":\"#"u8);
        if (at < 0)
        {
            return false;
        }

        var mark = frame[(at + 12)..];
        if (mark.IsEmpty || !Utf8Parser.TryParse(mark[1..], out number, out _))
        {
            return false;
        }

        fromFirst = mark[0] == 'a';
        return true;
    }
}
