using ActorChat.Cluster.Links;
using Akka.Actor;

namespace ActorChat.Cluster.Tests.Links;

/// <summary>Carries frames between nodes of this process in their written form, as far as its rule lets them through.</summary>
internal sealed class LooseWire
{
    /// <summary>How often a frame arrives: 0 if it is lost.</summary>
    public Func<LinkFrame, int> Rule { get; set; } = static _ => 1;

    /// <summary>Changes frames on their way.</summary>
    public Func<byte[], byte[]> Change { get; set; } = static bytes => bytes;

    /// <summary>The end that one node sends to.</summary>
    public IActorRef From(Node sender, Node receiver) => sender.System.ActorOf(Props.Create(() => new End(this, sender, receiver)));

    private sealed class End(LooseWire wire, Node sender, Node receiver) : UntypedActor
    {
        private readonly LinkSerializer _serializer = new((ExtendedActorSystem)sender.System);
        private readonly ActorSelection _other = receiver.System.ActorSelection($"/user/links/{sender.Name}");

        protected override void OnReceive(object message)
        {
            var frame = (LinkFrame)message;
            for (var times = wire.Rule(frame); times > 0; times--)
            {
                _other.Tell(_serializer.FromBinary(wire.Change(_serializer.ToBinary(frame)), _serializer.Manifest(frame)), ActorRefs.NoSender);
            }
        }
    }
}
