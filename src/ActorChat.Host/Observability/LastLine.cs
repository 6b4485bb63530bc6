using System.Net.Sockets;
using ActorChat.Actors.Common;
using Serilog;
using Serilog.Extensions.Logging;

namespace ActorChat.Host.Observability;

/// <summary>
/// The last handler of failures: background work that failed, a task whose failure nobody observed, and whatever ends the process. The lines of the first two
/// are limited in number; the metric counts them all.
/// </summary>
internal sealed partial class LastLine(Microsoft.Extensions.Logging.ILogger log, TimeProvider clock)
{
    private static readonly TimeSpan LinesEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private long? _lastLine;
    private long _leftOut;

    /// <summary>Listens for as long as the process lives.</summary>
    public static void Listen(TimeProvider clock)
    {
        var last = new LastLine(new SerilogLoggerFactory(Log.Logger).CreateLogger("ActorChat.LastLine"), clock);
        Background.Heard += last.Survived;
        TaskScheduler.UnobservedTaskException += (_, unobserved) => last.Unobserved(unobserved.Exception);
        AppDomain.CurrentDomain.UnhandledException += (_, unhandled) => last.Ends(unhandled.ExceptionObject as Exception);
    }

    /// <summary>Background work has failed, and the server keeps running.</summary>
    public void Survived(Exception failure)
    {
        if (MayWrite(out var leftOut))
        {
            WriteSurvived(log, leftOut, failure);
        }
    }

    /// <summary>Nobody observed a task's failure. A lost connection is not an error.</summary>
    public void Unobserved(AggregateException failure)
    {
        if (failure.Flatten().InnerExceptions.All(static inner => inner is IOException or SocketException or OperationCanceledException))
        {
            WriteLost(log, failure);
        }
        else
        {
            Background.Failed(failure);
        }
    }

    private void Ends(Exception? failure)
    {
        WriteEnds(log, failure);
        Log.CloseAndFlush();
    }

    private bool MayWrite(out long leftOut)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            leftOut = _leftOut;
            if (_lastLine is { } last && clock.GetElapsedTime(last, now) < LinesEvery)
            {
                _leftOut++;
                return false;
            }

            (_lastLine, _leftOut) = (now, 0);
            return true;
        }
    }

    [LoggerMessage(2, LogLevel.Error, "Internal failure; the server keeps running. {LeftOut} more since the last such line")]
    private static partial void WriteSurvived(Microsoft.Extensions.Logging.ILogger log, long leftOut, Exception failure);

    [LoggerMessage(3, LogLevel.Debug, "A connection was lost")]
    private static partial void WriteLost(Microsoft.Extensions.Logging.ILogger log, Exception failure);

    [LoggerMessage(4, LogLevel.Critical, "The server stops because of an unexpected failure")]
    private static partial void WriteEnds(Microsoft.Extensions.Logging.ILogger log, Exception? failure);
}
