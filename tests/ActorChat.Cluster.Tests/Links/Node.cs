using System.Threading.Channels;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Wire;
using ActorChat.Cluster.Links;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace ActorChat.Cluster.Tests.Links;

/// <summary>
/// An actor system of its own in this process, with links that write down what they hear: the numbers of <see cref="PartitionCommands.Open"/> that other
/// nodes tell it, and the ends and beginnings of links.
/// </summary>
internal sealed class Node : IAsyncDisposable
{
    public static readonly LinkSettings Settings = new(1 << 24, 1 << 17, TimeSpan.FromMilliseconds(100));

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Channel<object> _heard = Channel.CreateUnbounded<object>();

    /// <param name="name">The node's name.</param>
    /// <param name="settings">The settings of the links.</param>
    /// <param name="registers">What else registers with the links.</param>
    /// <param name="remote">Whether it is reached by Akka's remoting, on loopback only.</param>
    public Node(string name, LinkSettings? settings = null, Action<NodeLinks>? registers = null, bool remote = false)
    {
        Name = name;
        System = ActorSystem.Create("links", ConfigurationFactory.ParseString($$"""
            akka {
              actor.provider = {{(remote ? "remote" : "local")}}
              loglevel = WARNING
              stdout-loglevel = OFF
              loggers = []
              remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0, maximum-frame-size = 8MiB }
            }
            """).WithFallback(LinkSerializer.Definition).WithFallback(WireSerializer.Definition));
        Links = new NodeLinks(System, name, settings ?? Settings, TimeProvider.System);
        Links.Handle<PartitionCommands.Open>((_, open) => _heard.Writer.TryWrite(open.Partition));
        Links.OnLost(node => _heard.Writer.TryWrite($"lost {node}"));
        System.EventStream.Subscribe(System.ActorOf(Props.Create(() => new Listener(_heard.Writer))), typeof(NodeJoined));
        registers?.Invoke(Links);
        Links.Start();
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener(ChannelWriter<object> heard) => Receive<NodeJoined>(joined => heard.TryWrite($"joined {joined.Node}"));
    }

    public string Name { get; }

    public ActorSystem System { get; }

    public NodeLinks Links { get; }

    /// <summary>Tells the other nodes a number.</summary>
    public void Say(int number) => Links.Announce(new PartitionCommands.Open(number));

    /// <summary>Links both over Akka's remoting, as the members of a cluster are.</summary>
    public void Meet(Node other)
    {
        Links.Add(other.Name, ((ExtendedActorSystem)other.System).Provider.DefaultAddress);
        other.Links.Add(Name, ((ExtendedActorSystem)System).Provider.DefaultAddress);
    }

    /// <summary>Links both over a wire that tests can cut.</summary>
    public LooseWire MeetBy(Node other, LooseWire? wire = null)
    {
        wire ??= new LooseWire();
        Links.Add(other.Name, wire.From(this, other));
        other.Links.Add(Name, wire.From(other, this));
        return wire;
    }

    /// <summary>What it hears next: a number, <c>joined x</c> or <c>lost x</c>.</summary>
    public async Task<object> NextAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        return await _heard.Reader.ReadAsync(patience.Token);
    }

    /// <summary>The numbers that it hears until this one.</summary>
    public async Task<List<int>> NumbersUntilAsync(int last)
    {
        List<int> numbers = [];
        while (numbers is [] || numbers[^1] != last)
        {
            if (await NextAsync() is int number)
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    public async Task UntilAsync(object heard)
    {
        while (!heard.Equals(await NextAsync()))
        {
        }
    }

    public async ValueTask DisposeAsync() => await System.Terminate();
}
