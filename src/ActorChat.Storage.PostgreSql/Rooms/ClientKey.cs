using ActorChat.Actors.Common;

namespace ActorChat.Storage.PostgreSql.Rooms;

/// <summary>The hash of a client's message id in <c>message_rows.client_key</c>. It is stored: never change how it is made.</summary>
internal static class ClientKey
{
    /// <summary>Up to this number a room's messages are read through for a client's id; from there on they are in an index. The schema has the same number.</summary>
    public const int ReadThrough = 256;

    public static int Of(string clientMessageId) => unchecked((int)Fnv1a.Of(clientMessageId));
}
