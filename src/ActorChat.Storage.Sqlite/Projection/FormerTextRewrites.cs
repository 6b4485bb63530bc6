using ActorChat.Actors.Common;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Projection;

/// <summary>
/// Clears the file around the messages that <c>former_texts</c> names, some at a time, beside the other writes: it takes about a millisecond for each, so that
/// otherwise everything would wait for a burst of edits. What a crash interrupts goes on at the next start.
/// </summary>
internal sealed class FormerTextRewrites : IAsyncDisposable
{
    /// <summary>Messages around which one write clears the file: takes some tens of milliseconds, for which another write may wait.</summary>
    public const int MessagesAtATime = 16;

    /// <summary>It rests so many times as long as it worked: a quarter of the writing thread's time is its most.</summary>
    private const int Rests = 3;

    /// <summary>The longest rest, and when a write that failed is tried again.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);

    /// <summary>In the order of their ids, because messages near each other share the work. From the last one on: nobody's are first again and again.</summary>
    private const string Next = "SELECT id FROM former_texts WHERE id > ?1 ORDER BY id LIMIT ?2";

    private const string Done = "DELETE FROM former_texts WHERE id BETWEEN ?1 AND ?2";

    private readonly CancellationTokenSource _closing = new();
    private readonly WriteThread _writer;
    private readonly TimeProvider _clock;
    private int _asked;

    // Used by the writing thread.
    private long _last;

    public FormerTextRewrites(WriteThread writer, TimeProvider clock)
    {
        (_writer, _clock) = (writer, clock);
        Begin();
    }

    /// <summary>Called when a transaction that named messages is committed.</summary>
    public void Begin()
    {
        if (Interlocked.Increment(ref _asked) == 1)
        {
            Background.Forget(RunAsync());
        }
    }

    public async ValueTask DisposeAsync() => await _closing.CancelAsync();

    private async Task RunAsync()
    {
        try
        {
            int asked;
            do
            {
                asked = Volatile.Read(ref _asked);
                await RewriteAllAsync();
            }
            while (Interlocked.CompareExchange(ref _asked, 0, asked) != asked);
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // What is left is still named.
        }
    }

    private async Task RewriteAllAsync()
    {
        while (await TryRewriteSomeAsync() is { } rest)
        {
            await Task.Delay(rest < LongestRest ? rest : LongestRest, _clock, _closing.Token);
        }
    }

    /// <summary>How long to rest before the next ones; null if there are none.</summary>
    private async Task<TimeSpan?> TryRewriteSomeAsync()
    {
        TimeSpan? rest = null;
        try
        {
            await _writer.RunAloneAsync(session =>
            {
                var began = _clock.GetTimestamp();
                rest = RewriteSome(session) ? Rests * _clock.GetElapsedTime(began) : null;
            });
            return rest;
        }
        catch (Exception failure) when (failure is StorageFailedException or StorageBusyException)
        {
            return LongestRest;
        }
    }

    private bool RewriteSome(SqliteSession session)
    {
        var ids = ReadNext(session, _last);
        if (ids.Count == 0 && _last > 0)
        {
            ids = ReadNext(session, 0);
        }

        if (ids.Count == 0)
        {
            return false;
        }

        FormerTexts.Clear(session, ids);
        session.Prepare(Done).Bind(1, ids[0]).Bind(2, ids[^1]).Run();
        _writer.CutLogSoon();
        _last = ids[^1];
        return true;
    }

    private static List<long> ReadNext(SqliteSession session, long after)
    {
        var ids = new List<long>();
        var read = session.Prepare(Next).Bind(1, after).Bind(2, MessagesAtATime);
        while (read.Step())
        {
            ids.Add(read.Number(0));
        }

        return ids;
    }
}
