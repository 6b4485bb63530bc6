using ActorChat.Actors.Wire;
using ActorChat.Cluster.Links;
using Akka.Actor;
using Akka.Configuration;

namespace ActorChat.Cluster.Tests.Links;

/// <summary>An actor system of its own in this process, which other nodes reach over loopback only.</summary>
internal sealed class Node : IAsyncDisposable
{
    private static readonly LinkSettings Settings = new(1 << 24, 1 << 17, TimeSpan.FromMilliseconds(200));

    public Node(string name, LinkSettings? settings = null, Action<NodeLinks>? registers = null, int port = 0, string more = "")
    {
        Name = name;
        System = ActorSystem.Create("links", ConfigurationFactory.ParseString(more).WithFallback(ConfigurationFactory.ParseString($$"""
            akka {
              actor.provider = remote
              loglevel = WARNING
              stdout-loglevel = WARNING
              loggers = []
              remote {
                retry-gate-closed-for = 100ms
                dot-netty.tcp { hostname = 127.0.0.1, port = {{port}}, maximum-frame-size = 8MiB }
              }
            }
            """)).WithFallback(LinkSerializer.Definition).WithFallback(WireSerializer.Definition));
        Links = new NodeLinks(System, name, settings ?? Settings, TimeProvider.System);
        registers?.Invoke(Links);
        Links.Start();
    }

    public string Name { get; }

    public ActorSystem System { get; }

    public NodeLinks Links { get; }

    public Address Address => ((ExtendedActorSystem)System).Provider.DefaultAddress;

    /// <summary>Links both, as the members of a cluster are.</summary>
    public void Meet(Node other)
    {
        Links.Add(other.Name, other.Address);
        other.Links.Add(Name, Address);
    }

    public async ValueTask DisposeAsync() => await System.Terminate();
}
