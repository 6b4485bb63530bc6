using System.Net.Sockets;
using ActorChat.Actors.Common;
using Serilog;
using Serilog.Extensions.Logging;

namespace ActorChat.Host.Observability;

/// <summary>
/// The last that hears of a failure: work that nobody waited for, a task that nobody looked at again, and what ends the process in spite of
/// all. The lines of the first two are bounded in number; the metric counts them all.
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

    /// <summary>Work that nobody waited for has failed, and the server goes on.</summary>
    public void Survived(Exception failure)
    {
        if (MayWrite(out var leftOut))
        {
            WriteSurvived(log, leftOut, failure);
        }
    }

    /// <summary>Nobody looked at a task's failure. Where a connection was lost, that is nobody's fault.</summary>
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
