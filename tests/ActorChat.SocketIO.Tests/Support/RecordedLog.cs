using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ActorChat.SocketIO.Tests.Support;

/// <summary>Keeps log entries of a level and above.</summary>
internal sealed class RecordedLog(LogLevel least) : ILogger, ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text, Exception? Fault)> _lines = new();

    public IReadOnlyList<(LogLevel Level, string Text, Exception? Fault)> Lines => [.. _lines];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _lines.Enqueue((logLevel, formatter(state, exception), exception));
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }
}
