namespace ActorChat.SocketIO;

/// <summary>
/// A client that closes sends its last POST, and may send a GET at the same moment, on two TCP connections. If the POST arrives first, the GET would find no
/// session. So a closing POST waits a moment for the GET.
/// </summary>
internal static class CloseRace
{
    private const int GraceMilliseconds = 20;

    public static async ValueTask WaitForPollAsync(EngineServer server, PollingTransport transport)
    {
        var arrived = transport.PollArrivedAsync();
        if (arrived.IsCompleted)
        {
            return;
        }

        var elapsed = Task.Delay(TimeSpan.FromMilliseconds(GraceMilliseconds), server.Clock);
        await Task.WhenAny(arrived, elapsed).ConfigureAwait(false);
    }
}
