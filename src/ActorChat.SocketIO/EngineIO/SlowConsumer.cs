namespace ActorChat.SocketIO;

/// <summary>Decides that a client reads too slowly, for both transports; <see cref="EngineConnection.SendFrames"/> then cuts it.</summary>
internal static class SlowConsumer
{
    /// <summary>
    /// Whether <paramref name="more"/> bytes are too many for a client for which <paramref name="unsent"/> wait. With nothing waiting, a packet of
    /// any size goes: a client is too slow only for what it was given time to take.
    /// </summary>
    public static bool IsTooSlow(int unsent, int more, int bound) => unsent > 0 && unsent + more > bound;
}
