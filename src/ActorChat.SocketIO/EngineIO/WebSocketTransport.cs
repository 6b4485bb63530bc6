using System.Buffers;
using System.IO.Pipelines;

namespace ActorChat.SocketIO;

/// <summary>
/// A WebSocket's write side. With the pipe of a TCP connection, frames go into the pipe at once, and each send to the network takes all of it. While that
/// pipe is full, and always with a stream, frames collect in one buffer, which a write loop sends in one piece. The loop exists only while there is something
/// to write.
/// </summary>
/// <param name="server">Its server.</param>
/// <param name="underlying">What carries it.</param>
/// <param name="input">Where frames come from.</param>
/// <param name="output">Where frames go.</param>
/// <param name="writesAtOnce">Whether flushing the output only hands the bytes over, and never writes itself.</param>
internal sealed class WebSocketTransport(EngineServer server, Underlying underlying, PipeReader input, PipeWriter output, bool writesAtOnce) : Transport(server.Options.MaxUnsentBytes), IBackgroundWork
{
    private readonly Lock _gate = new();
    private Outbox _outbox;
    private TransportRelease _release;
    private int _writing;
    private bool _stuck;
    private bool _closing;
    private bool _broken;

    public override string Name => "websocket";

    Background IBackgroundWork.Background => server.Background;

    public override int UnsentBytes => _outbox.Count + _writing;

    public override EngineTransports Kind => EngineTransports.WebSocket;

    public override bool IsHandling => Receiver?.IsHandling ?? false;

    /// <summary>The read side, once it runs.</summary>
    public WebSocketReceiver? Receiver { get; set; }

    public PipeReader Input => input;

    public override SendResult TrySend(ReadOnlySpan<byte> frames, bool isVolatile, bool compress)
    {
        lock (_gate)
        {
            if (_closing)
            {
                return SendResult.Closed;
            }

            if (isVolatile && _stuck)
            {
                return SendResult.Dropped;
            }

            if (SlowConsumer.IsTooSlow(UnsentBytes, frames.Length, MaxUnsentBytes))
            {
                return SendResult.Full;
            }

            AppendLocked(frames);
            return SendResult.Sent;
        }
    }

    /// <summary>Takes over the packets that a polling transport had waiting.</summary>
    public void Adopt(ReadOnlySpan<byte> frames)
    {
        lock (_gate)
        {
            if (!_closing && !frames.IsEmpty)
            {
                AppendLocked(frames);
            }
        }
    }

    public override void Close(bool graceful) => CloseWith(graceful, []);

    /// <summary>Closes with the server's reason; what does not fit into a close frame is cut.</summary>
    public void CloseWith(bool graceful, string reason)
    {
        Span<byte> payload = stackalloc byte[CloseStatus.MaxPayload];
        CloseWith(graceful, payload[..CloseStatus.WriteOwn(payload, reason)]);
    }

    /// <summary>Sends a close frame as the last frame, with a status code and perhaps a reason, or with an empty payload.</summary>
    public void CloseWith(bool graceful, ReadOnlySpan<byte> status)
    {
        lock (_gate)
        {
            if (_closing)
            {
                return;
            }

            _closing = true;
            _release.Begin(server, this);
            if (!graceful)
            {
                _outbox.Clear();
            }

            _outbox.AppendFrame(FrameHeader.Close, [], status);
            StartWritingLocked();
        }
    }

    /// <summary>Answers a ping frame of the client (RFC 6455, section 5.5.3), unless too much waits for the client: not every ping needs an answer.</summary>
    public void SendPong(ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            if (!_closing && _outbox.Count < MaxUnsentBytes)
            {
                _outbox.AppendFrame(FrameHeader.Pong, [], payload);
                StartWritingLocked();
            }
        }
    }

    public override void Abort()
    {
        lock (_gate)
        {
            if (!_release.TryBeginAbort())
            {
                return;
            }
        }

        try
        {
            underlying.Abort();
        }
        finally
        {
            lock (_gate)
            {
                _release.EndAbort();
                ReleaseLocked();
            }
        }
    }

    /// <summary>
    /// Forbids further frames, and completes once the queued ones are written, or cannot be. From then on nothing here touches the underlying connection, so
    /// its request may end.
    /// </summary>
    public Task ReleaseAsync()
    {
        lock (_gate)
        {
            _closing = true;
            _release.Begin(server, this);
            var released = _release.WaitAsync();
            ReleaseLocked();
            return released;
        }
    }

    void IBackgroundWork.Run() => server.Background.Forget(WriteAsync());

    private void ReleaseLocked()
    {
        if (_release.TryComplete(isWriting: _writing > 0))
        {
            _outbox.Clear();
        }
    }

    private void AppendLocked(ReadOnlySpan<byte> frames)
    {
        if (writesAtOnce && _writing == 0 && !_broken)
        {
            WriteAtOnceLocked(frames);
            return;
        }

        _outbox.Append(frames);
        StartWritingLocked();
    }

    /// <summary>Writes into the pipe; when that is full, the loop continues once it has room again.</summary>
    private void WriteAtOnceLocked(ReadOnlySpan<byte> frames)
    {
        var flush = FrameOutput.Write(output, frames);
        if (!flush.IsCompletedSuccessfully)
        {
            _writing = frames.Length;
            _stuck = true;
            server.Background.Forget(GoOnAsync(flush));
        }
        else if (flush.Result.IsCompleted)
        {
            // Its reader is gone. The sender holds the lock, and callbacks of others follow. One byte stands for what is still to be done.
            _broken = true;
            _writing = 1;
            server.Background.Queue(static transport => transport.Break(), this);
        }
    }

    private async Task GoOnAsync(ValueTask<FlushResult> flush)
    {
        // The sender holds the lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        if (await FrameOutput.IsFlushedAsync(flush, server).ConfigureAwait(false))
        {
            _stuck = false;
            await WriteAsync().ConfigureAwait(false);
        }
        else
        {
            Break();
        }
    }

    private void StartWritingLocked()
    {
        if (_writing == 0 && !_broken)
        {
            // One byte stands for a loop that has been started but has not taken anything yet.
            _writing = 1;
            Background.Queue(this);
        }
    }

    private async Task WriteAsync()
    {
        while (TakeBatch() is { } batch)
        {
            OnSent();
            var (buffer, count) = batch;
            var write = FrameOutput.Write(output, buffer.AsSpan(0, count));
            if (!write.IsCompletedSuccessfully)
            {
                _stuck = true;
            }

            var isFlushed = await FrameOutput.IsFlushedAsync(write, server).ConfigureAwait(false);
            ArrayPool<byte>.Shared.Return(buffer);
            if (!isFlushed)
            {
                Break();
                return;
            }

            _stuck = false;
        }

        OnSent();
    }

    private (byte[] Buffer, int Count)? TakeBatch()
    {
        lock (_gate)
        {
            if (_outbox.Count > 0)
            {
                var buffer = _outbox.Take(out _writing)!;
                return (buffer, _writing);
            }

            _outbox.Clear();
            _writing = 0;
            ReleaseLocked();
            return null;
        }
    }

    private void Break()
    {
        lock (_gate)
        {
            _broken = _closing = true;
        }

        try
        {
            // The read loop sees the end and reports it.
            Abort();
        }
        finally
        {
            // The request waits for this, and must not end before it was aborted.
            lock (_gate)
            {
                _writing = 0;
                _outbox.Clear();
                ReleaseLocked();
            }
        }
    }
}
