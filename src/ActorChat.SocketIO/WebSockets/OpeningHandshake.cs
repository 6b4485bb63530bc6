using System.Buffers;
using System.Text;

namespace ActorChat.SocketIO;

/// <summary>The longest request head that the server reads here: a longer one is left to HTTP, which refuses it.</summary>
internal readonly record struct HeadBounds(int RequestLineBytes, int HeaderBytes, int HeaderCount);

/// <summary>
/// The head of a WebSocket's opening request (RFC 6455, section 4.2.1) in its plain form, as every client sends it: one GET over HTTP/1.1, printable ASCII,
/// each header once, nothing after it. Any other form is left to HTTP. Pure: the parts point into the bytes that were read.
/// </summary>
internal readonly ref struct OpeningHandshake
{
    private const int KeyCharacters = 24;
    private const int MaxPortDigits = 5;
    private static readonly SearchValues<byte> s_name = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
    private static readonly SearchValues<byte> s_path = SearchValues.Create("-._~/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
    private static readonly SearchValues<byte> s_query = SearchValues.Create("-._~&=0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
    private static readonly SearchValues<byte> s_base64 = SearchValues.Create("+/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);
    private static readonly SearchValues<byte> s_host = SearchValues.Create("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private OpeningHandshake(ReadOnlySpan<byte> path, ReadOnlySpan<byte> query)
    {
        Path = path;
        Query = query;
    }

    public ReadOnlySpan<byte> Path { get; }

    /// <summary>Without the question mark; nothing in it is escaped.</summary>
    public ReadOnlySpan<byte> Query { get; }

    /// <summary>Reads a whole head.</summary>
    /// <returns>False for anything that is not clearly such a request.</returns>
    public static bool TryRead(ReadOnlySpan<byte> head, in HeadBounds bounds, out OpeningHandshake opening)
    {
        opening = default;
        if (!head.EndsWith("\r\n\r\n"u8))
        {
            return false;
        }

        // GET <path>?<query> HTTP/1.1
        var rest = head[..^"\r\n"u8.Length];
        if (!TryTakeLine(ref rest, out var line) || line.Length > bounds.RequestLineBytes || rest.Length > bounds.HeaderBytes
            || !line.StartsWith("GET /"u8) || !line.EndsWith(" HTTP/1.1"u8))
        {
            return false;
        }

        var target = line["GET "u8.Length..^" HTTP/1.1"u8.Length];
        var mark = target.IndexOf((byte)'?');
        if (mark < 0 || target[..mark].ContainsAnyExcept(s_path) || target[(mark + 1)..].ContainsAnyExcept(s_query))
        {
            return false;
        }

        opening = new OpeningHandshake(target[..mark], target[(mark + 1)..]);
        return AskForWebSocket(rest, bounds.HeaderCount);
    }

    /// <summary>The header lines of a head that was read.</summary>
    public static ReadOnlySpan<byte> HeadersOf(ReadOnlySpan<byte> head) => head[(head.IndexOf("\r\n"u8) + 2)..^2];

    /// <summary>Takes the next header off the lines; false at the end, or at one that is not plain.</summary>
    public static bool TryTakeHeader(scoped ref ReadOnlySpan<byte> lines, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        if (!TryTakeLine(ref lines, out var line) || line.IndexOf((byte)':') is var colon && (colon <= 0 || line[..colon].ContainsAnyExcept(s_name)))
        {
            return false;
        }

        name = line[..colon];
        value = line[(colon + 1)..].Trim((byte)' ');
        return true;
    }

    private static bool AskForWebSocket(ReadOnlySpan<byte> lines, int maxCount)
    {
        ReadOnlySpan<byte> host = [], key = [], version = [], upgrade = [], connection = [], origin = [], protocols = [];
        var count = 0;
        while (!lines.IsEmpty)
        {
            if (!TryTakeHeader(ref lines, out var name, out var value) || ++count > maxCount || HasBody(name) || !(
                TryKeepOnce("Host"u8, name, value, ref host)
                && TryKeepOnce("Sec-WebSocket-Key"u8, name, value, ref key)
                && TryKeepOnce("Sec-WebSocket-Version"u8, name, value, ref version)
                && TryKeepOnce("Upgrade"u8, name, value, ref upgrade)
                && TryKeepOnce("Connection"u8, name, value, ref connection)
                && TryKeepOnce("Origin"u8, name, value, ref origin)
                && TryKeepOnce("Sec-WebSocket-Protocol"u8, name, value, ref protocols)))
            {
                return false;
            }
        }

        return IsHost(host) && IsKey(key) && version.SequenceEqual("13"u8) && Ascii.EqualsIgnoreCase(upgrade, "websocket"u8) && NamesUpgrade(connection)
            && (protocols.IsEmpty || Subprotocols.TryFirst(protocols, out _));
    }

    private static bool HasBody(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "Content-Length"u8) || Ascii.EqualsIgnoreCase(name, "Transfer-Encoding"u8) || Ascii.EqualsIgnoreCase(name, "Expect"u8);

    /// <summary>False if the header is a duplicate: which of the two counts is not decided here.</summary>
    private static bool TryKeepOnce(scoped ReadOnlySpan<byte> wanted, scoped ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref ReadOnlySpan<byte> kept)
    {
        if (!Ascii.EqualsIgnoreCase(wanted, name))
        {
            return true;
        }

        var isFirst = kept.IsEmpty && !value.IsEmpty;
        kept = value;
        return isFirst;
    }

    /// <summary>A name or an IPv4 address, with or without a port.</summary>
    private static bool IsHost(ReadOnlySpan<byte> host)
    {
        var colon = host.IndexOf((byte)':');
        var name = colon < 0 ? host : host[..colon];
        return !name.IsEmpty && !name.ContainsAnyExcept(s_host)
            && (colon < 0 || (host.Length - colon - 1 is >= 1 and <= MaxPortDigits && !host[(colon + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9')));
    }

    /// <summary>
    /// Whether a Sec-WebSocket-Key is sixteen bytes in base64. The four unused bits in its last character are ignored: they are set in the example of RFC
    /// 6455, section 4.1.
    /// </summary>
    public static bool IsKey(ReadOnlySpan<byte> key) =>
        key.Length == KeyCharacters && key.EndsWith("=="u8) && !key[..^"=="u8.Length].ContainsAnyExcept(s_base64);

    /// <summary>Connection is a list: <c>Upgrade</c>, or <c>keep-alive, Upgrade</c>.</summary>
    private static bool NamesUpgrade(ReadOnlySpan<byte> connection)
    {
        foreach (var option in connection.Split((byte)','))
        {
            if (Ascii.EqualsIgnoreCase(connection[option].Trim((byte)' '), "upgrade"u8))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes a line of printable ASCII off the rest, without its line end.</summary>
    private static bool TryTakeLine(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line)
    {
        line = [];
        var end = rest.IndexOf("\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        line = rest[..end];
        rest = rest[(end + 2)..];
        return !line.ContainsAnyExceptInRange((byte)' ', (byte)'~');
    }
}
