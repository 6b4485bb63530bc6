using System.Collections.Concurrent;
using System.Net.Sockets;
using ActorChat.Actors.Common;
using ActorChat.Host.Observability;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace ActorChat.Host.Tests.Observability;

/// <summary>Unobserved failures are logged once a second, and a lost client is not a failure.</summary>
public sealed class LastLineSpecs
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Lines _log = new();
    private readonly LastLine _last;

    public LastLineSpecs() => _last = new LastLine(_log, _clock);

    [Fact]
    public void Many_failures_make_one_error_a_second_with_their_number()
    {
        for (var i = 0; i < 500; i++)
        {
            _last.Survived(new InvalidOperationException());
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        _last.Survived(new InvalidOperationException());
        Assert.Equal([LogLevel.Error, LogLevel.Error], _log.Select(static line => line.Level));
        Assert.Contains("499 more", _log.Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unobserved_task_that_only_lost_its_client_is_not_a_failure()
    {
        var failures = new ConcurrentQueue<Exception>();
        Background.Heard += failures.Enqueue;
        try
        {
            _last.Unobserved(new AggregateException(new AggregateException(new IOException("reset")), new SocketException(), new TaskCanceledException()));
            Assert.Equal(LogLevel.Debug, Assert.Single(_log).Level);
            Assert.DoesNotContain(failures, static failure => failure is AggregateException { InnerExceptions.Count: 3 });

            var fault = new AggregateException(new IOException("reset"), new InvalidOperationException("a fault"));
            _last.Unobserved(fault);
            Assert.Contains(fault, failures);
        }
        finally
        {
            Background.Heard -= failures.Enqueue;
        }
    }

    private sealed class Lines : ConcurrentQueue<(LogLevel Level, string Text)>, ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Enqueue((logLevel, formatter(state, exception)));
    }
}
