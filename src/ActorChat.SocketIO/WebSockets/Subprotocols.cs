using System.Buffers;

namespace ActorChat.SocketIO;

/// <summary>The header Sec-WebSocket-Protocol (RFC 6455, section 11.3.4). A browser that names protocols gives up if none is answered.</summary>
internal static class Subprotocols
{
    public const string Header = "Sec-WebSocket-Protocol";

    private static readonly SearchValues<byte> s_token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Finds the client's first choice, which is the one that is answered.</summary>
    /// <returns>False when the list is invalid: a name is missing, or has illegal characters.</returns>
    public static bool TryFirst(ReadOnlySpan<byte> list, out ReadOnlySpan<byte> first)
    {
        first = [];
        foreach (var part in list.Split((byte)','))
        {
            var name = list[part].Trim(" \t"u8);
            if (name.IsEmpty || name.ContainsAnyExcept(s_token))
            {
                return false;
            }

            if (first.IsEmpty)
            {
                first = name;
            }
        }

        return !first.IsEmpty;
    }
}
