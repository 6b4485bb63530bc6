namespace ActorChat.SocketIO;

/// <summary>Handles the packets of a connection, for any transport.</summary>
internal static class EnginePackets
{
    /// <summary>Handles one text packet of Engine.IO: a type digit and its data. After the end nothing is handled.</summary>
    public static ValueTask ReceiveTextAsync(this EngineConnection connection, ReadOnlyMemory<byte> packet)
    {
        if (connection.IsClosed)
        {
            return default;
        }

        if (packet.IsEmpty)
        {
            return connection.FailParsing();
        }

        if (connection.Protocol == 3)
        {
            connection.RestartHeartbeat();
        }

        switch (packet.Span[0])
        {
            case EnginePacketType.Message:
                return connection.Handler.OnTextAsync(packet[1..]);
            case EnginePacketType.Pong when connection.Protocol == 4:
                connection.RestartHeartbeat();
                return default;
            case EnginePacketType.Ping when connection.Protocol == 3:
                Engine3.AnswerPing(connection, packet.Span[1..]);
                return default;
            case EnginePacketType.Ping or EnginePacketType.Pong:
                connection.Close(DisconnectReasons.TransportError, graceful: false);
                return default;
            case EnginePacketType.Close:
                connection.Close(DisconnectReasons.TransportClose, graceful: false, byClient: true);
                return default;
            case EnginePacketType.Open or EnginePacketType.Upgrade or EnginePacketType.Noop:
                return default;
            case EnginePacketType.Base64:
                return connection.ReceiveBase64(packet.Span[1..]);
            default:
                return connection.FailParsing();
        }
    }

    /// <summary>Handles one binary message.</summary>
    public static ValueTask ReceiveBinaryAsync(this EngineConnection connection, ReadOnlyMemory<byte> data)
    {
        if (connection.IsClosed)
        {
            return default;
        }

        if (connection.Protocol != 3)
        {
            return connection.Handler.OnBinaryAsync(data);
        }

        connection.RestartHeartbeat();
        return data.IsEmpty || data.Span[0] != Engine3.BinaryMessage ? connection.FailParsing() : connection.Handler.OnBinaryAsync(data[1..]);
    }

    /// <summary>Ends the connection because of data that is not an Engine.IO packet.</summary>
    public static ValueTask FailParsing(this EngineConnection connection)
    {
        connection.Close(DisconnectReasons.ParseError, graceful: false);
        return default;
    }

    private static ValueTask ReceiveBase64(this EngineConnection connection, ReadOnlySpan<byte> base64) =>
        Engine3.SkipMessageType(connection, ref base64) && PayloadCodec.DecodeBase64(base64) is { } data
            ? connection.Handler.OnBinaryAsync(data)
            : connection.FailParsing();
}
