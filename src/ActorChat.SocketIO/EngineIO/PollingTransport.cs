using Microsoft.AspNetCore.Http;

namespace ActorChat.SocketIO;

/// <summary>HTTP long-polling: packets wait in an outbox until a GET fetches them; POSTs bring the client's packets.</summary>
internal sealed class PollingTransport(EngineConnection connection) : Transport(connection.Server.Options.MaxUnsentBytes)
{
    private readonly Lock _gate = new();
    private Outbox _outbox;
    private Poll? _poll;
    private PostInProgress _post;
    private TaskCompletionSource? _pollArrived;
    private bool _compress;
    private bool _released;
    private bool _moved;
    private bool _ending;
    private bool _ended;

    public override string Name => "polling";

    public override int UnsentBytes => _outbox.Count;

    public override EngineTransports Kind => EngineTransports.Polling;

    public override bool IsHandling => _post.Exists;

    public override SendResult TrySend(ReadOnlySpan<byte> frames, bool isVolatile, bool compress)
    {
        lock (_gate)
        {
            if (_moved)
            {
                return SendResult.Moved;
            }

            if (_ending)
            {
                return SendResult.Closed;
            }

            if (isVolatile && _poll is null)
            {
                return SendResult.Dropped;
            }

            if (SlowConsumer.IsTooSlow(UnsentBytes, frames.Length, MaxUnsentBytes))
            {
                return SendResult.Full;
            }

            _outbox.Append(frames);
            _compress |= compress;
            AnswerPollLocked();
            return SendResult.Sent;
        }
    }

    public override void Close(bool graceful)
    {
        lock (_gate)
        {
            if (_moved || _ended || _ending)
            {
                return;
            }

            _ending = true;
            if (!graceful)
            {
                _outbox.Clear();
            }

            if (_poll is null && graceful)
            {
                return;
            }

            _ended = true;
            _outbox.Append(ControlFrames.Close);
            AnswerPollLocked();
        }

        connection.OnTransportEnded(this);
    }

    public override void CloseByClient()
    {
        lock (_gate)
        {
            if (_moved || _ended)
            {
                return;
            }

            _ending = _ended = true;
            _outbox.Clear();
            if (_poll is not null)
            {
                _outbox.Append(ControlFrames.Noop);
                AnswerPollLocked();
            }
        }

        connection.OnTransportEnded(this);
    }

    public override void Abort()
    {
        lock (_gate)
        {
            _ending = _ended = true;
            _outbox.Clear();
            _poll?.TrySetResult(default);
            _poll = null;
        }
    }

    /// <summary>Ends the pending poll, and all later ones, with a noop at once, because an upgrade has begun.</summary>
    public void ReleasePolls()
    {
        lock (_gate)
        {
            _released = true;
            if (_poll is not null)
            {
                _outbox.Append(ControlFrames.Noop);
                AnswerPollLocked();
            }
        }
    }

    /// <summary>The upgrade failed: polls wait again.</summary>
    public void HoldPolls()
    {
        lock (_gate)
        {
            _released = false;
        }
    }

    /// <summary>Hands all waiting packets to the WebSocket and ends; <paramref name="publish"/> announces that to senders.</summary>
    public void MoveTo(WebSocketTransport successor, Action publish)
    {
        lock (_gate)
        {
            if (_poll is not null)
            {
                _poll.TrySetResult(PollAnswer.Of(ControlFrames.Noop));
                _poll = null;
            }

            _moved = true;
            successor.MaxUnsentBytes = MaxUnsentBytes;
            successor.Adopt(_outbox.Frames);
            _outbox.Clear();
            publish();
        }

        OnSent();
    }

    /// <summary>Completes once no POST is being handled.</summary>
    public Task PostsHandledAsync()
    {
        lock (_gate)
        {
            return _post.HandledAsync();
        }
    }

    /// <summary>Accepts a GET as the session's only poll.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">Completed with the frames of the answer.</param>
    public PollStart BeginPoll(HttpContext context, out Task<PollAnswer> answer)
    {
        var ended = false;
        lock (_gate)
        {
            answer = Task.FromResult(default(PollAnswer));
            if (_ended || _moved)
            {
                return _moved ? PollStart.WrongTransport : PollStart.Unknown;
            }

            if (_poll is not null)
            {
                return PollStart.Overlap;
            }

            if (_outbox.Count == 0 && _ending)
            {
                _outbox.Append(ControlFrames.Noop);
                _outbox.Append(ControlFrames.Close);
                _ended = ended = true;
            }
            else if (_outbox.Count == 0 && _released)
            {
                _outbox.Append(ControlFrames.Noop);
            }

            _poll = new Poll(context);
            _pollArrived?.TrySetResult();
            answer = _poll.Task;
            if (_outbox.Count > 0)
            {
                AnswerPollLocked();
            }
        }

        OnSent();
        if (ended)
        {
            connection.OnTransportEnded(this);
        }

        return PollStart.Accepted;
    }

    /// <summary>Takes the handshake packet, which has an answer to itself.</summary>
    public PollAnswer TakeHandshake()
    {
        lock (_gate)
        {
            return PollAnswer.TakePackets(ref _outbox, 1);
        }
    }

    /// <summary>The client cut off its pending GET.</summary>
    public void AbortPoll(HttpContext context)
    {
        lock (_gate)
        {
            if (_poll is null || !ReferenceEquals(_poll.Context, context))
            {
                return;
            }

            _poll.TrySetResult(default);
            _poll = null;
        }

        connection.Close(DisconnectReasons.TransportError, graceful: false);
    }

    /// <summary>Accepts a POST as the session's only body.</summary>
    public PollStart BeginPost(HttpContext context)
    {
        lock (_gate)
        {
            if (_ended || _moved)
            {
                return _moved ? PollStart.WrongTransport : PollStart.Unknown;
            }

            return _post.TryBegin(context) ? PollStart.Accepted : PollStart.Overlap;
        }
    }

    public void EndPost(HttpContext context)
    {
        lock (_gate)
        {
            _post.End(context);
        }
    }

    /// <summary>Completes once a poll waits: now, or when the next one comes in.</summary>
    public Task PollArrivedAsync()
    {
        lock (_gate)
        {
            if (_poll is not null)
            {
                return Task.CompletedTask;
            }

            _pollArrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _pollArrived.Task;
        }
    }

    private void AnswerPollLocked()
    {
        if (_poll is null)
        {
            return;
        }

        var most = connection.Server.Options.MaxPacketsPerPoll;
        var answer = most > 0 && _outbox.BytesOf(most) < _outbox.Count
            ? PollAnswer.TakePackets(ref _outbox, most, _compress)
            : PollAnswer.TakeAll(ref _outbox, _compress);
        _compress &= _outbox.Count > 0;
        _poll.TrySetResult(answer);
        _poll = null;
    }
}
