using Akka.Actor;

namespace ActorChat.Actors.Common;

/// <summary>Makes an actor whose constructor is private: without expression trees, which every start of a session or a room would pay for.</summary>
internal sealed class Producer<TActor>(Func<TActor> make) : IIndirectActorProducer
    where TActor : ActorBase
{
    public Type ActorType => typeof(TActor);

    public ActorBase Produce() => make();

    public void Release(ActorBase actor)
    {
    }
}
