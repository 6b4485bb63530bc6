namespace ActorChat.Host.Composition;

/// <summary>The log lines about the server's life. Numbers are never reused.</summary>
internal static partial class HostLog
{
    [LoggerMessage(1, LogLevel.Information, "ActorChat {Version} is ready on {Addresses}, its data in {Place}")]
    public static partial void Ready(ILogger log, string version, string addresses, string place);

    [LoggerMessage(5, LogLevel.Warning, "The data in {Place} is another history than before ({Why}). Its epoch is now {Epoch}, and clients will read their rooms again")]
    public static partial void EpochRenewed(ILogger log, string place, string why, string epoch);
}
