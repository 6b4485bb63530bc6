using System.Diagnostics;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace ActorChat.Bench;

/// <summary>
/// One user of a pair. It sends messages, and receives its acknowledgements and the copies of its companion's messages. A message is done when its
/// acknowledgement and its copy have arrived, in either order.
/// </summary>
internal sealed class Sender : IFrameHandler
{
    private static readonly TimeSpan AfterRefusal = TimeSpan.FromMilliseconds(50);

    private readonly Connection _connection;
    private readonly ChatText _text;
    private readonly Scoreboard _score;
    private readonly bool _isFirst;
    private readonly bool _isClosedLoop;
    private readonly Channel<long> _due;
    private readonly long[] _dueAt;
    private readonly int[] _arrived;
    private readonly int _window;
    private long _issued;
    private long _underWay;
    private long _lastSeen;
    private volatile bool _stopping;

    /// <param name="connection">Joined and ready.</param>
    /// <param name="text">Makes the frames to send.</param>
    /// <param name="score">The counts.</param>
    /// <param name="isFirst">Which of the two users it is.</param>
    /// <param name="window">The most messages in flight.</param>
    /// <param name="isClosedLoop">Whether a finished message starts the next.</param>
    public Sender(Connection connection, ChatText text, Scoreboard score, bool isFirst, int window, bool isClosedLoop)
    {
        (_connection, _text, _score, _isFirst, _isClosedLoop) = (connection, text, score, isFirst, isClosedLoop);
        _due = Channel.CreateBounded<long>(new BoundedChannelOptions(window) { SingleReader = true });
        // Longer than the window: a refusal can overtake messages that are still being written.
        (_dueAt, _arrived) = (new long[window * 4], new int[window * 4]);
        _window = window;
    }

    /// <summary>The other user of the pair; set before the first message.</summary>
    public Sender? Companion { get; set; }

    /// <summary>Messages whose acknowledgement or copy is still missing.</summary>
    public long UnderWay => Interlocked.Read(ref _underWay);

    /// <summary>Sends a message as soon as the socket takes it.</summary>
    /// <param name="due">The timestamp from which its latency runs.</param>
    public void Issue(long due)
    {
        if (_stopping)
        {
            return;
        }

        if (Interlocked.Increment(ref _underWay) > _window || !_due.Writer.TryWrite(due))
        {
            Interlocked.Decrement(ref _underWay);
            _score.CountNotSent();
        }
    }

    /// <summary>Sends what was issued, until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        _connection.Start(this);
        var frame = new byte[_text.LongestFrame];
        try
        {
            await foreach (var due in _due.Reader.ReadAllAsync(stop))
            {
                // Acknowledgement 0 was that of join_room.
                var number = ++_issued;
                _dueAt[number % _dueAt.Length] = due;
                Volatile.Write(ref _arrived[number % _arrived.Length], 0);
                _score.CountSent();
                await _connection.SendAsync(frame.AsMemory(0, _text.Write(frame, number)), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _stopping = true;
        }
        catch (Exception failure) when (failure is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            OnLost("send: " + failure.Message);
        }
    }

    /// <summary>Accepts no new messages; those in flight may still arrive.</summary>
    public void StopIssuing() => _stopping = true;

    public ValueTask CloseAsync() => _connection.DisposeAsync();

    public void OnFrame(ReadOnlySpan<byte> frame)
    {
        if (Frames.TryReadAck(frame, out var id, out var arguments))
        {
            OnAck(id, arguments);
        }
        else if (Frames.IsEvent(frame, "42[\"message\""u8) && Frames.TryReadMark(frame, out var fromFirst, out var number) && fromFirst != _isFirst)
        {
            Companion!.OnCopy(number, ref _lastSeen);
        }
        else if (Frames.IsEvent(frame, "42[\"chat_error\""u8))
        {
            _score.Errors.Add("chat_error");
        }
    }

    public void OnLost(string reason)
    {
        if (!_stopping)
        {
            _stopping = true;
            _score.Errors.Add("connection lost: " + reason);
        }
    }

    private void OnAck(long number, ReadOnlySpan<byte> arguments)
    {
        if (Frames.RefusalIn(arguments) is { } code)
        {
            _score.Refused.Add(code);
            Finish(after: AfterRefusal);
            return;
        }

        _score.Acknowledged.RecordSince(_dueAt[number % _dueAt.Length]);
        Arrive(number);
    }

    private void OnCopy(long number, ref long lastSeen)
    {
        if (number <= lastSeen)
        {
            _score.CountOutOfOrder();
            return;
        }

        lastSeen = number;
        _score.Delivered.RecordSince(_dueAt[number % _dueAt.Length]);
        Arrive(number);
    }

    private void Arrive(long number)
    {
        if (Interlocked.Increment(ref _arrived[number % _arrived.Length]) == 2)
        {
            _score.CountDone();
            Finish(after: TimeSpan.Zero);
        }
    }

    private void Finish(TimeSpan after)
    {
        Interlocked.Decrement(ref _underWay);
        if (_isClosedLoop)
        {
            _ = after == TimeSpan.Zero ? IssueNow() : IssueAfterAsync(after);
        }
    }

    private Task IssueNow()
    {
        Issue(Stopwatch.GetTimestamp());
        return Task.CompletedTask;
    }

    private async Task IssueAfterAsync(TimeSpan wait)
    {
        await Task.Delay(wait, TimeProvider.System);
        Issue(Stopwatch.GetTimestamp());
    }
}
