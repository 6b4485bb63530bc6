namespace ActorChat.SocketIO.Tests.Support;

/// <summary>Sends every message back; <c>close</c> closes.</summary>
internal sealed class EngineEcho(EngineConnection connection) : IEngineHandler
{
    public ValueTask OnTextAsync(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.SequenceEqual("close"u8))
        {
            connection.Close();
        }
        else
        {
            connection.SendText(utf8.Span);
        }

        return default;
    }

    public ValueTask OnBinaryAsync(ReadOnlyMemory<byte> data)
    {
        connection.SendBinary(data.Span);
        return default;
    }

    public void OnClosed(string reason)
    {
    }
}
