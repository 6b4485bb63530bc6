namespace ActorChat.SocketIO.TestHost;

/// <summary>The Socket.IO side of the test host: "/" echoes, "/custom" only greets.</summary>
internal static class SocketEcho
{
    private static readonly byte[] s_empty = "{}"u8.ToArray();

    public static void Declare(SocketIOServer server)
    {
        server.Of("/").OnConnection(static socket =>
        {
            Greet(socket);
            socket.On("message", static received =>
            {
                received.Socket.Emit("message-back", received.Encoded);
                return default;
            });
            socket.On("message-with-ack", static received =>
            {
                if (received.AckId is { } id)
                {
                    received.Socket.SendAck(id, received.Encoded);
                }

                return default;
            });
        });
        server.Of("/custom").OnConnection(Greet);
    }

    private static void Greet(Socket socket)
    {
        var auth = socket.Handshake.Auth;
        socket.Emit("auth", new EncodedArguments(auth.IsEmpty ? s_empty : auth));
    }
}
