using Microsoft.Extensions.Logging;

namespace ActorChat.SocketIO;

/// <summary>What the server logs: no payloads, no session ids.</summary>
internal sealed partial class EngineLog(ILogger logger)
{
    [LoggerMessage(1, LogLevel.Debug, "Writing to a WebSocket failed")]
    private static partial void WriteFailed(ILogger logger, Exception fault);

    [LoggerMessage(2, LogLevel.Debug, "Reading from a WebSocket failed")]
    private static partial void ReadFailed(ILogger logger, Exception fault);

    [LoggerMessage(3, LogLevel.Information, "A connection was closed: more than {MaxUnsentBytes} bytes waited for its client")]
    private static partial void SlowConsumer(ILogger logger, int maxUnsentBytes);

    [LoggerMessage(4, LogLevel.Error, "A handler failed; its connection is closed")]
    private static partial void HandlerFailed(ILogger logger, Exception fault);

    [LoggerMessage(5, LogLevel.Debug, "A request was refused with code {Code}")]
    private static partial void Refused(ILogger logger, int code);

    [LoggerMessage(6, LogLevel.Debug, "A client sent a malformed packet: {Error}")]
    private static partial void Malformed(ILogger logger, string error);

    [LoggerMessage(7, LogLevel.Debug, "A polling request was cut")]
    private static partial void PollingFailed(ILogger logger, Exception fault);

    public void WriteFailed(Exception fault) => WriteFailed(logger, fault);

    public void ReadFailed(Exception fault) => ReadFailed(logger, fault);

    public void SlowConsumer(int maxUnsentBytes) => SlowConsumer(logger, maxUnsentBytes);

    public void HandlerFailed(Exception fault) => HandlerFailed(logger, fault);

    public void Refused(EngineError error) => Refused(logger, (int)error);

    public void Malformed(string error) => Malformed(logger, error);

    public void PollingFailed(Exception fault) => PollingFailed(logger, fault);
}
