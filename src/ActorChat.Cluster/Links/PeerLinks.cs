using Akka.Actor;

namespace ActorChat.Cluster.Links;

/// <summary>Parent of the links of this node. A link that fails starts anew, which the other node notices.</summary>
internal sealed class PeerLinks : UntypedActor
{
    /// <summary>Its name: the path is the same on each node.</summary>
    public const string Name = "links";

    /// <summary>Told by the members: the node is there.</summary>
    public sealed record Add(string Node, IActorRef Peer) : INoSerializationVerificationNeeded;

    /// <summary>Told by the members: the node does not belong to the cluster any more.</summary>
    public sealed record Remove(string Node, Removal Removal) : INoSerializationVerificationNeeded;

    private readonly Func<string, Props> _propsOf;

    public PeerLinks(Func<string, Props> propsOf) => _propsOf = propsOf;

    public static Props Props(Func<string, Props> propsOf) => Akka.Actor.Props.Create(() => new PeerLinks(propsOf));

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Add add: LinkTo(add.Node).Tell(new PeerLink.Connect(add.Peer)); break;
            case Remove remove: Context.Child(remove.Node).Tell(new PeerLink.Disconnect(remove.Removal)); break;
            default: Unhandled(message); break;
        }
    }

    private IActorRef LinkTo(string node) => Context.Child(node) is var known && !known.IsNobody() ? known : Context.ActorOf(_propsOf(node), node);
}
