namespace ActorChat.SocketIO;

/// <summary>
/// Passes a client's event to its socket's handler, and a client's acknowledgement to the code that waits for it. A failing handler closes its client's
/// connection and affects nobody else.
/// </summary>
internal static class EventDispatch
{
    /// <returns>A task that completes when the handler has; the next packet is read only then.</returns>
    public static ValueTask DispatchAsync(Socket socket, ReadOnlyMemory<byte> text, in Packet packet, ReadOnlyMemory<byte>[]? attachments)
    {
        if (!packet.IsEvent)
        {
            if (packet.AckId is { } id)
            {
                socket.OnAck(id, new EncodedArguments(text[packet.Arguments].ToArray(), attachments));
            }

            return default;
        }

        var name = text[packet.Name];
        var received = new SocketEvent(socket, packet.NameEscaped ? JsonText.Unescape(name.Span) : name, text[packet.Arguments], attachments, packet.AckId);
        try
        {
            var handled = socket.DispatchAsync(received);
            return handled.IsCompletedSuccessfully ? default : AwaitHandlerAsync(socket.Client.Engine, handled);
        }
        catch (Exception fault)
        {
            HandlerFailed(socket.Client.Engine, fault);
            return default;
        }
    }

    /// <summary>Application code that was called for one client failed.</summary>
    public static void HandlerFailed(EngineConnection engine, Exception fault)
    {
        engine.Server.Log.HandlerFailed(fault);
        engine.Close(DisconnectReasons.ForcedServerClose, graceful: true);
    }

    private static async ValueTask AwaitHandlerAsync(EngineConnection engine, ValueTask handled)
    {
        try
        {
            await handled.ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            HandlerFailed(engine, fault);
        }
    }
}
