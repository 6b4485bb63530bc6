using ActorChat.Actors.Common;

namespace ActorChat.Host.Gateway;

/// <summary>Tells the log of one connection's life, in one line at its end.</summary>
internal sealed class ConnectionLife(ILogger log, TimeProvider clock, string socketId, Login login)
{
    private readonly long _began = clock.GetTimestamp();
    private CloseReason? _closing;

    /// <summary>The server ends the connection: its reason is the one that counts.</summary>
    public void Closing(CloseReason reason) => _closing ??= reason;

    public void Ended(string reason) => GatewayLog.Ended(log, socketId, login.Name, clock.GetElapsedTime(_began).TotalSeconds, _closing?.Code ?? reason);
}
