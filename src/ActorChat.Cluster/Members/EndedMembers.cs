using ActorChat.Actors.Nodes;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;

namespace ActorChat.Cluster.Members;

/// <summary>
/// Removes a silent member from the cluster as soon as the storage says that its process has ended, instead of waiting for what the majority thinks: then there
/// is nothing to wait for, and whoever is left may go on, even if it is no majority. A member that is cut off or frozen has not ended.
/// </summary>
internal sealed class EndedMembers : UntypedActor, IWithTimers
{
    private sealed record Look : INoSerializationVerificationNeeded
    {
        public static readonly Look Instance = new();
    }

    private sealed record Seen(IReadOnlyCollection<string> Ended) : INoSerializationVerificationNeeded;

    private sealed record NotSeen(Exception Cause) : INoSerializationVerificationNeeded;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);
    private readonly ILivingProcesses _processes;
    private readonly TimeProvider _clock;
    private readonly long _began;
    private readonly SilentProcesses _silent = new();
    private TimeSpan _askedAt;
    private bool _isAsking;

    public EndedMembers(ILivingProcesses processes, TimeProvider clock) => (_processes, _clock, _began) = (processes, clock, clock.GetTimestamp());

    public static Props Props(ILivingProcesses processes, TimeProvider clock) => Akka.Actor.Props.Create(() => new EndedMembers(processes, clock));

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => _cluster.Subscribe(
        Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.IReachabilityEvent), typeof(ClusterEvent.MemberRemoved));

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ClusterEvent.UnreachableMember { Member: var member } when NodeRole.ProcessOf(member) is { } mark: _silent.Add(member.UniqueAddress, mark); Ask(); break;
            case ClusterEvent.UnreachableMember: break;
            case ClusterEvent.ReachableMember { Member: var member }: _silent.Remove(member.UniqueAddress); break;
            case ClusterEvent.MemberRemoved { Member: var member }: _silent.Remove(member.UniqueAddress); break;
            case Look: Ask(); break;
            case Seen seen: Remove(seen.Ended); break;
            case NotSeen failed: _log.Info("Whether silent nodes have ended cannot be asked: {Reason}", failed.Cause.Message); Remove([]); break;
            default: Unhandled(message); break;
        }
    }

    private void Ask()
    {
        if (_isAsking || _silent.Marks is not { Count: > 0 } marks)
        {
            return;
        }

        (_isAsking, _askedAt) = (true, _clock.GetElapsedTime(_began));
        _processes.EndedAsync(marks).PipeTo(Self, success: static ended => new Seen(ended), failure: static cause => new NotSeen(cause));
    }

    private void Remove(IReadOnlyCollection<string> ended)
    {
        _isAsking = false;
        foreach (var member in _silent.Seen(ended, _askedAt))
        {
            _log.Warning("The process of {Member} has ended: it is removed from the cluster", member);
            _cluster.Down(member.Address);
        }

        if (_silent.Marks.Count > 0)
        {
            Timers.StartSingleTimer(nameof(Look), Look.Instance, SilentProcesses.LookEvery);
        }
    }
}
