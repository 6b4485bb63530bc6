using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace ActorChat.SocketIO;

/// <summary>A request that was read without HTTP. It keeps the bytes, and parses them when somebody asks.</summary>
/// <param name="head">The whole head, as <see cref="OpeningHandshake"/> has read it.</param>
/// <param name="time">When it came.</param>
/// <param name="remoteAddress">The client's address.</param>
internal sealed class DirectHandshakeRequest(byte[] head, DateTimeOffset time, IPAddress? remoteAddress) : HandshakeRequest(time, remoteAddress, user: null)
{
    public override IHeaderDictionary Headers => HeadersOf(head);

    public override IQueryCollection Query
    {
        get
        {
            var target = head.AsSpan(0, head.AsSpan().IndexOf(" HTTP/1.1\r\n"u8));
            return new QueryCollection(QueryHelpers.ParseQuery(Encoding.ASCII.GetString(target[(target.IndexOf((byte)'?') + 1)..])));
        }
    }

    /// <summary>Sec-WebSocket-Key.</summary>
    public string Key => Header("Sec-WebSocket-Key").ToString();

    /// <summary>Sec-WebSocket-Protocol; empty if none was named.</summary>
    public string OfferedProtocols => Header(Subprotocols.Header).ToString();

    public override StringValues Header(string name) => HeaderOf(head, name);

    /// <summary>All values of one header.</summary>
    public static StringValues HeaderOf(ReadOnlySpan<byte> head, string name)
    {
        var wanted = Encoding.ASCII.GetBytes(name);
        var values = StringValues.Empty;
        for (var lines = OpeningHandshake.HeadersOf(head); OpeningHandshake.TryTakeHeader(ref lines, out var found, out var value);)
        {
            if (Ascii.EqualsIgnoreCase(found, wanted))
            {
                values = StringValues.Concat(values, Encoding.ASCII.GetString(value));
            }
        }

        return values;
    }

    /// <summary>All headers.</summary>
    public static HeaderDictionary HeadersOf(ReadOnlySpan<byte> head)
    {
        var headers = new HeaderDictionary();
        for (var lines = OpeningHandshake.HeadersOf(head); OpeningHandshake.TryTakeHeader(ref lines, out var name, out var value);)
        {
            headers.Append(Encoding.ASCII.GetString(name), Encoding.ASCII.GetString(value));
        }

        return headers;
    }
}
