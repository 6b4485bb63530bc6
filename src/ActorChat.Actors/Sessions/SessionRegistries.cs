using ActorChat.Actors.Accounts;
using ActorChat.Actors.Routing;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// Parent of the registry's partitions. One that fails is not restarted in place but replaced. The sessions watch it, so they notice and end, because they
/// may have missed something; their clients reconnect.
/// </summary>
public sealed class SessionRegistries : UntypedActor
{
    private readonly RegistryRoutes _routes;
    private readonly Props _partition;

    public SessionRegistries(RegistryRoutes routes, IAccounts accounts, SessionSettings settings, TimeProvider clock)
    {
        _routes = routes;
        _partition = SessionRegistry.Props(accounts, settings, clock, routes.Others);
    }

    public static Props Props(RegistryRoutes routes, IAccounts accounts, SessionSettings settings, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new SessionRegistries(routes, accounts, settings, clock));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    protected override void PreStart()
    {
        for (var partition = 0; partition < _routes.Count; partition++)
        {
            Start(partition);
        }
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Terminated ended: Replace(ended.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void Replace(IActorRef ended)
    {
        for (var partition = 0; partition < _routes.Count; partition++)
        {
            if (_routes[partition].Equals(ended))
            {
                Start(partition);
            }
        }
    }

    private void Start(int partition) => _routes[partition] = Context.Watch(Context.ActorOf(_partition));
}
