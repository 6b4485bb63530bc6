using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

/// <summary>Plays a case of the table.</summary>
internal static class Play
{
    private const string TooLarge = "close:1009";
    private static readonly byte[] s_stillThere = "still there?"u8.ToArray();

    /// <summary>Sends the bytes in these pieces, and records the answers: until the close, or until the answer to a ping after all of them.</summary>
    public static async Task<List<string>> PlayAsync(this RawWebSocket socket, WireCase played, params ReadOnlyMemory<byte>[] pieces)
    {
        try
        {
            foreach (var piece in pieces)
            {
                await socket.SendBytesAsync(piece);
            }

            // After half a frame nothing can be asked.
            if (played.StaysOpen && played.Sent.Length > 1)
            {
                await socket.SendFrameAsync(Frames.Ping, s_stillThere);
            }
            else if (played.StaysOpen)
            {
                return [];
            }
        }
        catch (IOException)
        {
            // After a violation the server does not read on.
        }

        return await AnswersAsync(socket);
    }

    private static async Task<List<string>> AnswersAsync(RawWebSocket socket)
    {
        var answers = new List<string>();
        var last = Frames.Show(Frames.Pong, s_stillThere);
        while (true)
        {
            var (first, payload) = await socket.FrameAsync();
            var answer = Frames.Show(first, payload);
            if (answer == last)
            {
                return answers;
            }

            answers.Add(answer);
            if (first == Frames.Close)
            {
                // A frame that it refused for its length it reads to the end, or until its close timeout.
                await (answer == TooLarge ? Task.CompletedTask : EndAsync(socket, payload));
                return answers;
            }
        }
    }

    /// <summary>The closing handshake ends with the end of the connection, by the server.</summary>
    private static async Task EndAsync(RawWebSocket socket, byte[] status)
    {
        try
        {
            await socket.SendFrameAsync(Frames.Close, status);
        }
        catch (IOException)
        {
            // It has ended already.
        }

        await socket.EndAsync();
    }
}
