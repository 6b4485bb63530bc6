using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;

namespace ActorChat.Host.Gateway;

/// <summary>Logs one connection's life, in one line at its end.</summary>
internal sealed class ConnectionLife(ILogger log, TimeProvider clock, string socketId, Login login)
{
    private readonly long _began = clock.GetTimestamp();

    /// <summary>Why the server ends the connection; null as long as it does not.</summary>
    public CloseReason? Reason { get; private set; }

    /// <summary>The server ends the connection: its reason is the one that counts.</summary>
    public void Closing(CloseReason reason) => Reason ??= reason;

    public void Ended(string reason)
    {
        var counts = Reason?.Code ?? reason;
        ChatMetrics.ConnectionEnded(counts);
        GatewayLog.Ended(log, socketId, login.Name, clock.GetElapsedTime(_began).TotalSeconds, counts);
    }
}
