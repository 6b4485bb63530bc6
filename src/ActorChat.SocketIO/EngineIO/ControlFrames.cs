namespace ActorChat.SocketIO;

/// <summary>Constant frames.</summary>
internal static class ControlFrames
{
    public static ReadOnlySpan<byte> Close => [FrameHeader.Text, 1, EnginePacketType.Close];

    public static ReadOnlySpan<byte> Ping => [FrameHeader.Text, 1, EnginePacketType.Ping];

    public static ReadOnlySpan<byte> Noop => [FrameHeader.Text, 1, EnginePacketType.Noop];

    /// <summary>3probe</summary>
    public static ReadOnlySpan<byte> ProbeAnswer =>
        [FrameHeader.Text, 6, EnginePacketType.Pong, (byte)'p', (byte)'r', (byte)'o', (byte)'b', (byte)'e'];

    /// <summary>A WebSocket close frame without a status, as the reference sends.</summary>
    public static ReadOnlySpan<byte> WebSocketClose => [FrameHeader.Close, 0];
}
