namespace ActorChat.SocketIO;

/// <summary>Lost sessions and missed packets of one namespace.</summary>
internal sealed class RecoveryStore(ConnectionStateRecovery settings, TimeProvider clock)
{
    public bool SendToSocket(Socket socket, EncodedEvent e) => settings is not null && clock is not null && socket.SendFrames(e.Frames, e.HasBinary);

    public EncodedEvent Store(EncodedEvent e, string[] rooms, string[] except) => settings is null || clock is null || rooms is null || except is null ? e : e;

    public void Save(Socket socket, IReadOnlyCollection<string> rooms, string reason) => _ = (settings, socket, rooms, reason);
}
