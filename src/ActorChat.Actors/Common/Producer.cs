using Akka.Actor;

namespace ActorChat.Actors.Common;

/// <summary>Makes an actor whose constructor is private. It avoids expression trees, which would cost every start of a session or a room.</summary>
internal sealed class Producer<TActor>(Func<TActor> make) : IIndirectActorProducer
    where TActor : ActorBase
{
    public Type ActorType => typeof(TActor);

    public ActorBase Produce() => make();

    public void Release(ActorBase actor)
    {
    }
}
