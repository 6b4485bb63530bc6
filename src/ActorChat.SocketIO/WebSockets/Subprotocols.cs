using System.Buffers;

namespace ActorChat.SocketIO;

/// <summary>The header Sec-WebSocket-Protocol (RFC 6455, section 11.3.4): a browser that names some gives up where none is answered.</summary>
internal static class Subprotocols
{
    public const string Header = "Sec-WebSocket-Protocol";

    private static readonly SearchValues<byte> s_token = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Finds the one that the client likes best, which is the one that is answered.</summary>
    /// <returns>False when the list is none: a name missing, or of illegal characters.</returns>
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
