using System.Text.Json;

namespace ActorChat.SocketIO;

/// <summary>The replies about namespaces to a client.</summary>
internal static class NamespaceReplies
{
    public static void SendConnected(EngineConnection engine, Socket socket)
    {
        var output = FrameBuilder.Rent();
        PacketWriter.WriteConnect(output, socket.Namespace.Name, engine.Protocol == 4 ? socket.Id : null, socket.PrivateId);
        socket.SendFrames(output.Frames, hasBinary: false);
        output.Return();
    }

    /// <param name="engine">The connection.</param>
    /// <param name="ns">The requested namespace.</param>
    /// <param name="error">Why it is refused.</param>
    /// <param name="byMiddleware">Whether a middleware refused it, which Engine.IO 3 writes in another way.</param>
    /// <param name="json">How the error's data is written.</param>
    public static void SendRefused(EngineConnection engine, string ns, ConnectError error, bool byMiddleware, JsonSerializerOptions json)
    {
        var output = FrameBuilder.Rent();
        if (byMiddleware && engine.Protocol == 3)
        {
            PacketWriter.WriteConnectErrorBare(output, ns, error, json);
        }
        else
        {
            PacketWriter.WriteConnectError(output, ns, error, json);
        }

        engine.SendFrames(output.Frames, hasBinary: false);
        output.Return();
    }

    public static void SendDisconnected(Socket socket)
    {
        var output = FrameBuilder.Rent();
        PacketWriter.WriteDisconnect(output, socket.Namespace.Name);
        socket.SendFrames(output.Frames, hasBinary: false);
        output.Return();
    }
}
