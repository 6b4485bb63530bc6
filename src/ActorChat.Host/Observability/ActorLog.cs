using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using LogEvent = Akka.Event.LogEvent;
using LogLevel = Akka.Event.LogLevel;

namespace ActorChat.Host.Observability;

/// <summary>Passes what actors log to the server's log.</summary>
internal sealed class ActorLog : UntypedActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InitializeLogger: Sender.Tell(new LoggerInitialized()); break;
            case LogEvent happened: Write(happened); break;
            default: Unhandled(message); break;
        }
    }

    private static void Write(LogEvent happened) =>
        Log.ForContext(Constants.SourceContextPropertyName, happened.LogClass.FullName)
            .Write(LevelOf(happened), happened.Cause, "{ActorMessage:l} [{ActorPath:l}]", happened.Message?.ToString(), happened.LogSource);

    private static LogEventLevel LevelOf(LogEvent happened) => happened.LogLevel() switch
    {
        LogLevel.ErrorLevel => LogEventLevel.Error,
        LogLevel.WarningLevel => LogEventLevel.Warning,
        LogLevel.InfoLevel => LogEventLevel.Information,
        _ => LogEventLevel.Debug,
    };
}
