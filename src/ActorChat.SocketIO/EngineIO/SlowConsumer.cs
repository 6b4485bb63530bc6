namespace ActorChat.SocketIO;

/// <summary>Decides for both transports whether a client reads too slowly. <see cref="EngineConnection.SendFrames"/> then cuts it off.</summary>
internal static class SlowConsumer
{
    /// <summary>
    /// Whether <paramref name="more"/> bytes are too many for a client that already has <paramref name="unsent"/> waiting. If nothing waits, a packet of any
    /// size may be sent: a client is too slow only for data that it had time to read.
    /// </summary>
    public static bool IsTooSlow(int unsent, int more, int bound) => unsent > 0 && unsent + more > bound;
}
