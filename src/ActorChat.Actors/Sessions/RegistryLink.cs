using ActorChat.Actors.Common;
using ActorChat.Actors.Routing;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// A session's registration. The session is registered with one partition for as long as both live; then whoever opened the session is told that it lives. If
/// a partition where it watches presence is replaced, it watches again there.
/// </summary>
internal sealed class RegistryLink(Login login, string tokenId, long tokenEndsAt, IActorRef opener, RegistryRoutes registry, TimeSpan retryAfter, IActorContext session)
{
    /// <summary>Sent to the session when no answer came in time.</summary>
    public sealed record RegisterAgain : INoSerializationVerificationNeeded
    {
        public static readonly RegisterAgain Instance = new();
    }

    /// <summary>Sent to the session when a partition that ended was not replaced yet.</summary>
    public sealed record WatchAgain(IActorRef Ended) : INoSerializationVerificationNeeded;

    /// <summary>Who waits for the session to be open; null once told.</summary>
    private IActorRef? _opener = opener;
    private Dictionary<Login, IActorRef>? _watched;
    private IActorRef? _partition;
    private ICancelable? _retry;
    private ICancelable? _watchRetry;

    /// <summary>Asks until it is answered: the registry's partition may be the old one that just ended.</summary>
    public void Register()
    {
        if (_partition is not null)
        {
            return;
        }

        registry.PartitionOf(login).Tell(new RegistryCommands.Register(login, tokenId, tokenEndsAt), session.Self);
        _retry?.Cancel();
        _retry = session.System.Scheduler.ScheduleTellOnceCancelable(Pause(), session.Self, RegisterAgain.Instance, session.Self);
    }

    /// <summary>The partition has registered the session. A second message changes nothing.</summary>
    public void Registered(IActorRef partition)
    {
        _retry?.Cancel();
        _retry = null;
        if (_partition is null)
        {
            _partition = session.Watch(partition);
            _opener?.Tell(new SessionDirectory.SessionOpened(session.Self));
            _opener = null;
        }
    }

    /// <summary>The user has the maximum number of sessions.</summary>
    public void Refused() => _opener?.Tell(new SessionDirectory.SessionRefused(ChatError.RateLimited));

    /// <summary>Whether a partition that ended is the one where this session is registered.</summary>
    public bool IsOwn(IActorRef ended) => ended.Equals(_partition);

    public void WatchPresence(Login companion)
    {
        var partition = session.Watch(registry.PartitionOf(companion));
        (_watched ??= [])[companion] = partition;
        partition.Tell(new RegistryCommands.WatchPresence(companion), session.Self);
    }

    public void UnwatchPresence(Login companion)
    {
        _watched?.Remove(companion);
        registry.PartitionOf(companion).Tell(new RegistryCommands.UnwatchPresence(companion), session.Self);
    }

    /// <summary>Asks the partition's replacement as soon as there is one.</summary>
    public void WatchThoseOf(IActorRef ended)
    {
        var companions = _watched?.Where(watch => watch.Value.Equals(ended)).Select(watch => watch.Key).ToList();
        if (companions is not { Count: > 0 })
        {
            return;
        }

        if (registry.PartitionOf(companions[0]).Equals(ended))
        {
            _watchRetry?.Cancel();
            _watchRetry = session.System.Scheduler.ScheduleTellOnceCancelable(Pause(), session.Self, new WatchAgain(ended), session.Self);
            return;
        }

        companions.ForEach(WatchPresence);
    }

    public void Cancel()
    {
        _retry?.Cancel();
        _watchRetry?.Cancel();
    }

    /// <summary>The pause is constant except for the jitter, because very many sessions wait for the same partition.</summary>
    private TimeSpan Pause() => new Backoff(retryAfter, retryAfter).Pause(1, Random.Shared.NextDouble());
}
