using ActorChat.Actors.Common;
using ActorChat.Actors.Routing;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>A session's standing with the registry: registered until the session ends, and again whenever the registry's partition was replaced.</summary>
internal sealed class RegistryLink(Login login, string tokenId, RegistryRoutes registry, TimeSpan retryAfter, IActorContext session)
{
    /// <summary>Told to the session when it was not answered in time.</summary>
    public sealed record RegisterAgain : INoSerializationVerificationNeeded
    {
        public static readonly RegisterAgain Instance = new();
    }

    private IActorRef? _partition;
    private ICancelable? _retry;

    /// <summary>Asks until it is answered: the registry's partition may be the old one that just ended.</summary>
    public void Register()
    {
        _partition = null;
        registry.PartitionOf(login).Tell(new RegistryCommands.Register(login, tokenId), session.Self);
        _retry?.Cancel();
        _retry = session.System.Scheduler.ScheduleTellOnceCancelable(retryAfter, session.Self, RegisterAgain.Instance, session.Self);
    }

    /// <summary>False where it was answered before.</summary>
    public bool Registered(IActorRef partition)
    {
        Cancel();
        if (_partition is not null)
        {
            return false;
        }

        _partition = session.Watch(partition);
        return true;
    }

    public bool IsRegisteredWith(IActorRef partition) => partition.Equals(_partition);

    public void WatchPresence(Login companion) =>
        registry.PartitionOf(companion).Tell(new RegistryCommands.WatchPresence(companion), session.Self);

    public void UnwatchPresence(Login companion) =>
        registry.PartitionOf(companion).Tell(new RegistryCommands.UnwatchPresence(companion), session.Self);

    public void Cancel()
    {
        _retry?.Cancel();
        _retry = null;
    }
}
