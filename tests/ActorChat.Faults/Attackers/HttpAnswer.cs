using System.Globalization;
using System.Text;

namespace ActorChat.Faults.Attackers;

/// <summary>An HTTP answer of the server. It is read leniently: an attacker judges only the status and the text.</summary>
internal sealed record HttpAnswer(int Status, string Head, string Body)
{
    private static readonly byte[] s_endOfHead = "\r\n\r\n"u8.ToArray();

    /// <param name="bytes">The bytes so far.</param>
    /// <param name="ended">Whether no more will come.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="used">Its length in bytes.</param>
    /// <returns>False while it is incomplete.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, bool ended, out HttpAnswer? answer, out int used)
    {
        (answer, used) = (null, 0);
        var end = bytes.IndexOf(s_endOfHead);
        if (end < 0)
        {
            return false;
        }

        var head = Encoding.Latin1.GetString(bytes[..end]);
        if (!head.StartsWith("HTTP/1.", StringComparison.Ordinal) || !int.TryParse(head.AsSpan(9, 3), CultureInfo.InvariantCulture, out var status))
        {
            throw new IOException("no HTTP answer");
        }

        var rest = bytes[(end + s_endOfHead.Length)..];
        if (!TryReadBody(head, status, rest, ended, out var body, out var length))
        {
            return false;
        }

        answer = new HttpAnswer(status, head, Encoding.UTF8.GetString(body));
        used = end + s_endOfHead.Length + length;
        return true;
    }

    private static bool TryReadBody(string head, int status, ReadOnlySpan<byte> rest, bool ended, out byte[] body, out int length)
    {
        (body, length) = ([], 0);
        if (status is < 200 or 204 or 304)
        {
            return true;
        }

        if (Header(head, "Transfer-Encoding") is not null)
        {
            return TryReadChunks(rest, out body, out length);
        }

        length = Header(head, "Content-Length") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : rest.Length;
        if (length > rest.Length || (Header(head, "Content-Length") is null && !ended))
        {
            return false;
        }

        body = rest[..length].ToArray();
        return true;
    }

    // <size in hexadecimal>CRLF<bytes>CRLF, repeated; the last one has size 0.
    private static bool TryReadChunks(ReadOnlySpan<byte> rest, out byte[] body, out int length)
    {
        var whole = new List<byte>();
        (body, length) = ([], 0);
        while (rest[length..].IndexOf("\r\n"u8) is >= 0 and var line)
        {
            var size = int.Parse(Encoding.ASCII.GetString(rest.Slice(length, line)), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var start = length + line + 2;
            if (rest.Length < start + size + 2)
            {
                return false;
            }

            whole.AddRange(rest.Slice(start, size));
            length = start + size + 2;
            if (size == 0)
            {
                body = [.. whole];
                return true;
            }
        }

        return false;
    }

    private static string? Header(string head, string name) => head.Split("\r\n")
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
}
