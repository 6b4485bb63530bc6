using ActorChat.Actors.Common;
using ActorChat.Actors.Routing;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// Parent of a node's room partitions: opens them, hands them over when asked, and keeps the routes up to date. Each opening has a higher epoch than the one
/// before, and begins only when nothing of that one is alive. A partition that is placed elsewhere goes on here until its next owner asks for it: so it is
/// closed for no longer than the two of them need.
/// </summary>
public sealed class RoomPartitions : UntypedActor, IWithTimers
{
    private const int LooksPerTimeout = 4;

    private sealed record LookForLate : INoSerializationVerificationNeeded;

    /// <summary>Nobody has asked for a partition that parts.</summary>
    private sealed record NotAskedFor(int Partition) : INoSerializationVerificationNeeded;

    private readonly RoomRoutes _routes;
    private readonly RoomServices _services;
    private readonly PartitionPlacement _placement;
    private readonly Backoff _backoff;
    private readonly PartitionPlace[] _places;
    private readonly List<IActorRef> _waitForNone = [];
    private bool _looksForLate;

    public RoomPartitions(RoomRoutes routes, RoomServices services)
    {
        (_routes, _services, _placement) = (routes, services, services.Placement);
        _backoff = new Backoff(services.Settings.RestartBackoffMin, services.Settings.RestartBackoffMax);
        _places = [.. Enumerable.Range(0, routes.Count).Select(_ => new PartitionPlace())];
    }

    public static Props Props(RoomRoutes routes, RoomServices services) => Akka.Actor.Props.Create(() => new RoomPartitions(routes, services));

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A partition that fails restarts in place, so that the requests in its mailbox are answered; one that is leaving just ends.</summary>
    protected override SupervisorStrategy SupervisorStrategy() =>
        new OneForOneStrategy(_ => PlaceOf(Sender) is { Stays: true } ? Directive.Restart : Directive.Stop);

    protected override void PreStart()
    {
        for (var partition = 0; _placement.OpensAll && partition < _places.Length; partition++)
        {
            Open(partition);
        }

        WatchForLate();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case PartitionCommands.Opened opened: Announce(opened); break;
            case PartitionCommands.HandOver handOver: HandOver(handOver.Partition, Sender); break;
            case PartitionCommands.Part part: Part(part.Partition); break;
            case PartitionCommands.Pull pull: GiveTo(pull.Partition, Sender); break;
            case PartitionCommands.HeldElsewhere held: AskFor(held.Partition); break;
            case PartitionCommands.HandedOver free: _places[free.Partition].Actor?.Tell(free); break;
            case PartitionCommands.TellWhenNoneIsHere: _waitForNone.Add(Sender); TellIfNoneIsHere(); break;
            case NotAskedFor late: HandOver(late.Partition, null); break;
            case PartitionCommands.Open open: OpenIfEnded(open.Partition); break;
            case PartitionCommands.Left: Ended(Sender); break;
            case Terminated ended: Ended(ended.ActorRef); break;
            case RoomCommand command: _routes.Tell(command, Sender); break;
            case DeadLetter dead: AnswerDead(dead); break;
            case LookForLate: RefuseLate(); break;
            default: Unhandled(message); break;
        }
    }

    /// <summary>If it starts again, its partitions do too; nobody must be led to those before.</summary>
    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        for (var partition = 0; partition < _places.Length; partition++)
        {
            if (_places[partition].Actor is not null)
            {
                Withdraw(partition);
            }
        }
    }

    private void Open(int partition)
    {
        var place = _places[partition];
        var epoch = (_services.Keeper is null ? Math.Max(place.Epoch, _routes[partition].Epoch) : place.Epoch) + 1;
        place.Open(epoch, Context.Watch(Context.ActorOf(RoomPartition.Props(partition, epoch, _services), $"{partition}-{epoch}")));
    }

    private void Announce(PartitionCommands.Opened opened)
    {
        if (opened.Owner.Equals(_places[opened.Partition].Actor) && !_places[opened.Partition].IsLeaving)
        {
            _places[opened.Partition].Announced = opened.Epoch;
            _placement.Announcements.Opened(opened.Partition, opened.Epoch, opened.Follows, opened.Owner);
            opened.Owner.Tell(PartitionCommands.Announced.Instance);
            _routes[opened.Partition].Announce(opened.Epoch, opened.Owner);
        }

        WatchForLate();
    }

    /// <summary>The routes lead away from a partition.</summary>
    private void Withdraw(int partition)
    {
        var place = _places[partition];
        _routes[partition].Withdraw(_services.Keeper is null ? place.Epoch : place.Announced ?? 0);
        if (place.Announced is { } announced)
        {
            place.Announced = null;
            _placement.Announcements.Withdrawn(partition, announced);
        }
    }

    private void OpenIfEnded(int partition)
    {
        if (_places[partition].Actor is null)
        {
            Open(partition);
        }
        else
        {
            Timers.Cancel(PartingOf(partition));
            _places[partition].Keep();
        }
    }

    /// <summary>
    /// Another node is to have it. It goes on here until that one asks for it, for a bounded time. Earlier requests to open it no longer count. If there is
    /// nothing that could go on, or nobody who could ask, it is handed over at once.
    /// </summary>
    private void Part(int partition)
    {
        var place = _places[partition];
        if (place.Announced is null || place.IsLeaving || !_placement.Announcements.AnyOther)
        {
            HandOver(partition, null);
            return;
        }

        place.OpensAgain = false;
        place.Part();
        Timers.StartSingleTimer(PartingOf(partition), new NotAskedFor(partition), _services.Settings.PartingTimeout);
    }

    /// <summary>Its next owner asks for it. As long as it belongs here nobody gets it, and whoever asks has to wait for its lease.</summary>
    private void GiveTo(int partition, IActorRef asker)
    {
        if (_places[partition].Actor is null)
        {
            asker.Tell(new PartitionCommands.HandedOver(partition));
        }
        else if (!_places[partition].Stays)
        {
            HandOver(partition, asker);
        }
    }

    /// <summary>Somebody else holds the lease of a partition that is to be open here.</summary>
    private void AskFor(int partition)
    {
        if (_places[partition].Stays)
        {
            _placement.Announcements.Pull(partition, Self);
        }
        else
        {
            HandOver(partition, null);
        }
    }

    private static string PartingOf(int partition) => $"parting-{partition}";

    /// <summary>
    /// The routes lead away from it first: everything that was sent to it before arrives before the request to hand over. Earlier requests to open it no
    /// longer count.
    /// </summary>
    private void HandOver(int partition, IActorRef? asker)
    {
        var place = _places[partition];
        place.OpensAgain = false;
        Timers.Cancel(PartingOf(partition));
        if (place.Actor is null)
        {
            Timers.Cancel(partition);
            asker?.Tell(new PartitionCommands.HandedOver(partition));
            return;
        }

        if (asker is not null)
        {
            place.Askers.Add(asker);
        }

        if (!place.IsLeaving)
        {
            place.Leave();
            Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));
            Withdraw(partition);
            WatchForLate();
            place.Actor.Tell(new PartitionCommands.HandOver(partition));
        }
    }

    private void Ended(IActorRef actor)
    {
        var partition = Array.FindIndex(_places, place => actor.Equals(place.Actor));
        if (partition < 0)
        {
            return;
        }

        var place = _places[partition];
        place.End();
        Timers.Cancel(PartingOf(partition));
        if (place.Stays && !place.OpensAgain)
        {
            Timers.StartSingleTimer(partition, new PartitionCommands.Open(partition), _backoff.Pause(1, _services.Chance()));
        }

        Withdraw(partition);
        WatchForLate();
        foreach (var asker in place.Askers)
        {
            asker.Tell(new PartitionCommands.HandedOver(partition));
        }

        place.Askers.Clear();
        if (place.OpensAgain)
        {
            Open(partition);
        }

        TellIfNoneIsHere();
    }

    private void TellIfNoneIsHere()
    {
        if (Array.TrueForAll(_places, static place => place.Actor is null))
        {
            _waitForNone.ForEach(static waiting => waiting.Tell(PartitionCommands.NoneHere.Instance));
            _waitForNone.Clear();
        }
    }

    /// <summary>A request that reached a partition too late, because its sender had read the routes just before they changed.</summary>
    private void AnswerDead(DeadLetter dead)
    {
        if (dead.Message is RoomCommand command && dead.Recipient.Path.Parent.Equals(Self.Path))
        {
            command.Move(dead.Sender, _routes.Tell);
        }
    }

    /// <summary>In a cluster always, because partitions of other nodes come and go without a word to this actor.</summary>
    private void WatchForLate()
    {
        if (!_looksForLate && (!_placement.OpensAll || _routes.Owners.Contains(null)))
        {
            _looksForLate = true;
            Timers.StartSingleTimer(nameof(LookForLate), new LookForLate(), _services.Settings.MovingTimeout / LooksPerTimeout);
        }
    }

    private void RefuseLate()
    {
        _looksForLate = false;
        for (var partition = 0; partition < _routes.Count; partition++)
        {
            _routes[partition].RefuseLate();
        }

        WatchForLate();
    }

    private PartitionPlace? PlaceOf(IActorRef actor) => Array.Find(_places, place => actor.Equals(place.Actor));
}
