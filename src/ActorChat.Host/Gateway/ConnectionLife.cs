using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;

namespace ActorChat.Host.Gateway;

/// <summary>Logs one connection's life, in one line at its end.</summary>
internal sealed class ConnectionLife(ILogger log, TimeProvider clock, string socketId, Login login)
{
    private readonly long _began = clock.GetTimestamp();
    private CloseReason? _closing;

    /// <summary>The server ends the connection: its reason is the one that counts.</summary>
    public void Closing(CloseReason reason) => _closing ??= reason;

    public void Ended(string reason)
    {
        var counts = _closing?.Code ?? reason;
        ChatMetrics.ConnectionEnded(counts);
        GatewayLog.Ended(log, socketId, login.Name, clock.GetElapsedTime(_began).TotalSeconds, counts);
    }
}
