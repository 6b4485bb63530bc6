using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace ActorChat.SocketIO;

/// <summary>The differences of Engine.IO 3 (socket.io-client 1.x and 2.x).</summary>
internal static class Engine3
{
    /// <summary>The first byte of a binary message: its type.</summary>
    public const byte BinaryMessage = 4;

    /// <summary>The client pings; the answer repeats its data.</summary>
    public static void AnswerPing(EngineConnection connection, ReadOnlySpan<byte> data)
    {
        var builder = FrameBuilder.Rent();
        builder.Write(EnginePacketType.Pong);
        builder.Write(data);
        builder.EndText();
        connection.SendFrames(builder.Frames, hasBinary: false, compress: false);
        builder.Return();
    }

    /// <summary>Puts the message type before the data of each binary frame.</summary>
    public static ReadOnlySpan<byte> MarkBinary(ReadOnlySpan<byte> frames)
    {
        var marked = default(Outbox);
        while (!frames.IsEmpty)
        {
            var payload = FrameHeader.Next(ref frames, out var binary);
            marked.AppendFrame(binary ? FrameHeader.Binary : FrameHeader.Text, binary ? [BinaryMessage] : [], payload);
        }

        return marked.Frames;
    }

    /// <summary>Base64 packets carry the digit 4 before the base64.</summary>
    public static bool SkipMessageType(EngineConnection connection, ref ReadOnlySpan<byte> base64)
    {
        if (connection.Protocol == 4)
        {
            return true;
        }

        if (base64.IsEmpty || base64[0] != EnginePacketType.Message)
        {
            return false;
        }

        base64 = base64[1..];
        return true;
    }

    /// <summary>A namespace with a query: the query stands for the auth data of Socket.IO 5.</summary>
    public static (string Name, ReadOnlyMemory<byte> Auth) SplitNamespace(ReadOnlySpan<byte> utf8)
    {
        var full = utf8.IsEmpty ? "/" : Encoding.UTF8.GetString(utf8);
        var mark = full.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0)
        {
            return (full, default);
        }

        var fields = QueryHelpers.ParseQuery(full[mark..]).ToDictionary(static pair => pair.Key, static pair => pair.Value.ToString(), StringComparer.Ordinal);
        return (full[..mark], JsonSerializer.SerializeToUtf8Bytes(fields));
    }
}
