using ActorChat.SocketIO.Tests.Support;

namespace ActorChat.SocketIO.Tests.WebSockets.Rfc6455;

/// <summary>Plays a case of the table.</summary>
internal static class Play
{
    private const string TooLarge = "close:1009";
    private static readonly byte[] s_stillThere = "still there?"u8.ToArray();

    /// <summary>Sends the bytes, in these pieces, and takes down what is answered: up to the close, or up to the answer to a ping behind it all.</summary>
    public static async Task<List<string>> PlayAsync(this RawWebSocket socket, WireCase played, params ReadOnlyMemory<byte>[] pieces)
    {
        try
        {
            foreach (var piece in pieces)
            {
                await socket.SendBytesAsync(piece);
            }

            // Behind half of a frame nothing can be asked.
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
            // The server does not read on behind a violation.
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
                // What it refused for its length it reads to the end, or until its close timeout.
                await (answer == TooLarge ? Task.CompletedTask : EndAsync(socket, payload));
                return answers;
            }
        }
    }

    /// <summary>The closing handshake ends with the end of the connection, which the server brings about.</summary>
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
