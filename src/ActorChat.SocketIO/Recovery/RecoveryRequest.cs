using System.Text.Json;

namespace ActorChat.SocketIO;

/// <summary>The fields with which a client asks for its lost session in the payload of CONNECT.</summary>
internal readonly record struct RecoveryRequest(string Pid, string Offset)
{
    /// <summary>Reads pid and offset; null unless both are strings. The payload has been validated.</summary>
    public static RecoveryRequest? Read(ReadOnlySpan<byte> auth)
    {
        if (auth.IsEmpty)
        {
            return null;
        }

        string? pid = null;
        string? offset = null;
        var reader = new Utf8JsonReader(auth, new JsonReaderOptions { MaxDepth = 300 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isPid = JsonText.IsNamed(ref reader, "pid"u8);
            var isOffset = JsonText.IsNamed(ref reader, "offset"u8);
            reader.Read();
            if (isPid)
            {
                pid = Text(ref reader);
            }
            else if (isOffset)
            {
                offset = Text(ref reader);
            }

            reader.Skip();
        }

        return pid is not null && offset is not null ? new RecoveryRequest(pid, offset) : null;
    }

    /// <summary>Ids and offsets have no escapes; a string with escapes is not one of them.</summary>
    private static string? Text(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped ? reader.GetString() : null;
}
