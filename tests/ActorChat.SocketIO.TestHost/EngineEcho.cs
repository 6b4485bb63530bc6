namespace ActorChat.SocketIO.TestHost;

/// <summary>Sends every message back unchanged.</summary>
internal sealed class EngineEcho(EngineConnection connection) : IEngineHandler
{
    public ValueTask OnTextAsync(ReadOnlyMemory<byte> utf8)
    {
        connection.SendText(utf8.Span);
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
