using Akka.Actor;
using Akka.Event;

namespace ActorChat.Cluster.Links;

/// <summary>
/// This node's side of the link to one other node. While that is known, this side greets until each side knows the other's end; then the link has begun. One
/// batch is under way at a time, and is sent again until it is acknowledged: so nothing is lost or doubled while the link lasts. It ends for good when the other
/// node has left, has begun anew, or does not take what waits for it. Child of <see cref="PeerLinks"/>, under the other node's name.
/// </summary>
internal sealed class PeerLink : UntypedActor, IWithTimers
{
    /// <summary>Told by the members: where the node is.</summary>
    public sealed record Connect(IActorRef Peer) : INoSerializationVerificationNeeded;

    /// <summary>Told by the members: the node does not belong to the cluster any more.</summary>
    public sealed record Disconnect(Removal Removal) : INoSerializationVerificationNeeded;

    /// <summary>Told by the outbox: there is something to send.</summary>
    public sealed record Wake : INoSerializationVerificationNeeded
    {
        public static readonly Wake Instance = new();
    }

    private sealed record Look : INoSerializationVerificationNeeded;

    private sealed record Gone : INoSerializationVerificationNeeded;

    /// <summary>By then every node has learnt that one was downed, and has no link to it.</summary>
    private static readonly TimeSpan DownedIsGoneAfter = TimeSpan.FromSeconds(30);

    private const int LooksPerResend = 4;
    private const long Unknown = 0;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly string _node;
    private readonly NodeLinks _links;
    private readonly Outbox _outbox;
    private readonly Inbox _inbox;
    private readonly LinkSettings _settings;
    private readonly TimeProvider _clock;

    private IActorRef? _peer;
    private long _mine;
    private long _theirs;
    private bool _isLinked;
    private long _sent;
    private long _received;
    private IReadOnlyList<Letter> _underWay = [];
    private long _underWaySince;

    public PeerLink(string node, NodeLinks links, Recipients recipients, LinkSettings settings, TimeProvider clock)
    {
        (_node, _links, _settings, _clock) = (node, links, settings, clock);
        _outbox = links.OpenOutbox(node, Self);
        _inbox = new Inbox(node, links, recipients, ((ExtendedActorSystem)Context.System).Provider, _log);
    }

    public static Props Props(string node, NodeLinks links, Recipients recipients, LinkSettings settings, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new PeerLink(node, links, recipients, settings, clock));

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case LinkFrame frame: Take(frame); break;
            case Wake: SendNext(); break;
            case Look: LookAfter(); break;
            case Connect connect: Begin(connect.Peer); break;
            case Disconnect disconnect: Leave(disconnect.Removal); break;
            case Gone: _outbox.Close(hasLeft: true); break;
            default: Unhandled(message); break;
        }
    }

    protected override void PostStop() => End("This node stops");

    private void Begin(IActorRef peer)
    {
        End("Another process has its name");
        Timers.Cancel(nameof(Gone));
        _peer = peer;
        _mine = _links.NextId();
        Timers.StartPeriodicTimer(nameof(Look), new Look(), _settings.ResendAfter / LooksPerResend);
        Greet();
    }

    private void Leave(Removal removal)
    {
        End(removal == Removal.Unknown ? "This node has left" : removal == Removal.Downed ? "It was removed" : "It has left", hasLeft: removal == Removal.InOrder);
        Timers.CancelAll();
        if (removal == Removal.Downed)
        {
            Timers.StartSingleTimer(nameof(Gone), new Gone(), DownedIsGoneAfter);
        }

        _peer = null;
        (_mine, _theirs) = (Unknown, Unknown);
    }

    private void Take(LinkFrame frame)
    {
        if (_peer is null || LinkId.IsEarlier(frame.From, than: _theirs))
        {
            return;
        }

        if (frame.To == _mine)
        {
            TakeFromKnowing(frame);
        }
        else if (frame.To == Unknown)
        {
            TakeGreeting(frame);
        }
    }

    /// <summary>The other side knows this end.</summary>
    private void TakeFromKnowing(LinkFrame frame)
    {
        if (_isLinked && frame.From != _theirs)
        {
            Renew(frame.From, "It has begun anew");
            return;
        }

        if (!_isLinked)
        {
            Establish(frame.From);
        }
        else if (frame.IsGreeting)
        {
            Acknowledge();
        }

        if (frame.Received == _sent && _underWay.Count > 0)
        {
            _outbox.Reached(_underWay);
            _underWay = [];
        }

        if (frame.Number > 0)
        {
            Deliver(frame);
            if (!SendNext())
            {
                Acknowledge();
            }
        }
        else
        {
            SendNext();
        }
    }

    /// <summary>The other side does not know this end yet.</summary>
    private void TakeGreeting(LinkFrame frame)
    {
        if (_isLinked && frame.From != _theirs)
        {
            Renew(frame.From, "It has begun anew");
            return;
        }

        if (_isLinked)
        {
            // It was delayed.
            return;
        }

        _theirs = frame.From;
        Greet();
    }

    private void Establish(long theirs)
    {
        (_theirs, _isLinked) = (theirs, true);
        _inbox.Link = _mine;
        _outbox.Open(_mine, () => _links.GreetingOf(_node));
        _log.Info("The link to {Node} has begun", _node);
        _links.Began(_node);
        if (!SendNext())
        {
            Acknowledge();
        }
    }

    private void Deliver(LinkFrame frame)
    {
        if (frame.Number != _received + 1)
        {
            return;
        }

        _received = frame.Number;
        foreach (var letter in frame.Letters)
        {
            _inbox.Deliver(letter.Span);
        }
    }

    /// <summary>Sends the next batch, with an acknowledgement in it; false if one is under way, or there is nothing to send.</summary>
    private bool SendNext()
    {
        if (!_isLinked || _underWay.Count > 0 || _outbox.Take() is not { Count: > 0 } batch)
        {
            return false;
        }

        _underWay = batch;
        _sent++;
        SendUnderWay();
        return true;
    }

    private void SendUnderWay()
    {
        _underWaySince = _clock.GetTimestamp();
        Send(new LinkFrame(_mine, _theirs, _sent, _received, [.. _underWay.Select(static letter => (ReadOnlyMemory<byte>)letter.Bytes)]));
    }

    private void Greet() => Send(LinkFrame.Greeting(_mine, _theirs));

    private void Acknowledge() => Send(LinkFrame.Acknowledgement(_mine, _theirs, _received));

    private void LookAfter()
    {
        if (_outbox.IsFull)
        {
            _log.Warning("{Node} does not take what waits for it, which is more than the buffer of its link holds", _node);
            Renew(Unknown, "Its buffer is full");
        }
        else if (!_isLinked)
        {
            Greet();
        }
        else if (_underWay.Count > 0 && _clock.GetElapsedTime(_underWaySince) >= _settings.ResendAfter)
        {
            SendUnderWay();
        }
    }

    private void Renew(long theirs, string why)
    {
        End(why);
        (_mine, _theirs) = (_links.NextId(), theirs);
        Greet();
    }

    /// <summary>What was never sent is refused. What was sent and not acknowledged may have arrived: nobody can say.</summary>
    private void End(string why, bool hasLeft = false)
    {
        var unsent = _outbox.Close(hasLeft);
        if (!_isLinked)
        {
            return;
        }

        (_isLinked, _sent, _received, _underWay) = (false, 0, 0, []);
        if (hasLeft)
        {
            _log.Info("The link to {Node} has ended: {Why}", _node, why);
        }
        else
        {
            _log.Warning("The link to {Node} has ended: {Why}", _node, why);
        }

        foreach (var letter in unsent)
        {
            letter.Refuse();
        }

        _links.Ended(_node);
    }

    private void Send(LinkFrame frame) => _peer?.Tell(frame, Self);
}
