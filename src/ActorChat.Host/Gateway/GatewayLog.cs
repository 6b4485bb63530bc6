namespace ActorChat.Host.Gateway;

/// <summary>The log lines of the gateway. Numbers are never reused; no texts, tokens or passwords.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(100, LogLevel.Information, "Session {SocketId} of {Login} ended after {Seconds:F1} s: {Reason}")]
    public static partial void Ended(ILogger log, string socketId, string login, double seconds, string reason);

    [LoggerMessage(101, LogLevel.Warning, "Session {SocketId} could not be opened; the client was told to try again")]
    public static partial void NotLetIn(ILogger log, string socketId, Exception failure);
}
