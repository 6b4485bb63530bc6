using System.Collections.Concurrent;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Cluster.Links;

/// <summary>
/// What this node tells the others, and what it hears from them. What is sent to a node arrives once and in order, or the link to it is lost, and both sides
/// know it. Everything that takes part registers before <see cref="Start"/>. Any thread may send.
/// </summary>
public sealed class NodeLinks
{
    /// <summary>The path of a letter for the node itself.</summary>
    private const string TheNode = "";

    /// <summary>Less than the largest frame of the remoting, which would drop it, and then the link would wait for it for ever.</summary>
    private const int LargestLetter = 7 << 20;

    private readonly ExtendedActorSystem _system;
    private readonly LinkSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter _log;
    private readonly LinkId _ids = new();
    private readonly ConcurrentDictionary<string, Outbox> _outboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, Action<string, object>> _handlers = [];
    private readonly List<Func<string, object, bool>> _others = [];
    private readonly List<Func<string, IEnumerable<object>>> _greetings = [];
    private readonly List<Action<string>> _onLost = [];
    private readonly ConcurrentDictionary<Watch, Watch> _watches = [];
    private volatile IActorRef? _parent;

    private sealed class Watch(NodeLinks links, string node, CancellationTokenSource wait) : IDisposable
    {
        public void Tell(string lost)
        {
            if (lost == node)
            {
                wait.Cancel();
            }
        }

        public void Dispose() => links._watches.TryRemove(this, out _);
    }

    /// <param name="system">Of this node, with <see cref="LinkSerializer.Definition"/> in its configuration.</param>
    /// <param name="self">The name of this node.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="clock">The clock.</param>
    public NodeLinks(ActorSystem system, string self, LinkSettings settings, TimeProvider clock)
    {
        (_system, Self, _settings, _clock) = ((ExtendedActorSystem)system, self, settings, clock);
        _log = Logging.GetLogger(system, typeof(NodeLinks).Name);
    }

    /// <summary>The name of this node.</summary>
    public string Self { get; }

    /// <summary>The nodes to which there is a link now.</summary>
    public IReadOnlyCollection<string> Linked => [.. _outboxes.Where(static peer => peer.Value.IsOpen).Select(static peer => peer.Key)];

    /// <summary>
    /// What to do with a message of this type that a node sent to this node itself. Called for one message after the other of each node, before anything that
    /// it sent later is delivered; by several threads for several nodes.
    /// </summary>
    public void Handle<T>(Action<string, T> handler)
        where T : class
    {
        ThrowIfStarted();
        _handlers.Add(typeof(T), (node, message) => handler(node, (T)message));
    }

    /// <summary>As <see cref="Handle"/>, for whatever has no handler of its own; it returns false for what it does not take.</summary>
    public void HandleOthers(Func<string, object, bool> handler)
    {
        ThrowIfStarted();
        _others.Add(handler);
    }

    /// <summary>
    /// What a node is told first on a new link: the whole of what <see cref="Announce(object)"/> told others before. What is announced after a change that the
    /// greeting did not see comes after the greeting.
    /// </summary>
    public void OnLinked(Func<string, IEnumerable<object>> greeting)
    {
        ThrowIfStarted();
        _greetings.Add(greeting);
    }

    /// <summary>
    /// What to do when the link to a node has ended for good; done before anything of a next link is delivered. See <see cref="NodeLost"/>, which is published
    /// afterwards.
    /// </summary>
    public void OnLost(Action<string> forget)
    {
        ThrowIfStarted();
        _onLost.Add(forget);
    }

    /// <summary>From now on there are links, to those nodes that are added.</summary>
    public void Start()
    {
        ThrowIfStarted();
        var recipients = new Recipients(_system);
        _parent = _system.ActorOf(PeerLinks.Props(node => PeerLink.Props(node, this, recipients, _settings, _clock)), PeerLinks.Name);
    }

    /// <summary>Tells the actor of a path on another node. If there is no link, a request to a room is refused as unavailable, and anything else is dropped.</summary>
    public void Send(string node, string toPath, object message, IActorRef? sender) => Send(node, toPath, LinkedRef.AnyLink, message, sender);

    /// <summary>Tells another node itself: its handler for this type takes it.</summary>
    public void Announce(string node, object message) => Send(node, TheNode, LinkedRef.AnyLink, message, null);

    /// <summary>Tells all other nodes themselves; written once for all.</summary>
    public void Announce(object message) => Announce(_outboxes.Values, message);

    /// <summary>Tells some other nodes themselves; written once for all.</summary>
    public void Announce(IReadOnlyCollection<string> nodes, object message) => Announce(nodes.Select(node => _outboxes.GetValueOrDefault(node)).OfType<Outbox>(), message);

    /// <summary>An actor of another node, whichever process has that name.</summary>
    public IActorRef RefTo(string node, string path) => new LinkedRef(this, _system.Provider, node, path);

    /// <summary>
    /// Completes when all that was sent before is acknowledged by every node that was ever linked and has not left. A node whose link was lost makes it fail,
    /// unless a new link has begun: then that node knows what it lost.
    /// </summary>
    /// <exception cref="LinkLostException">Nobody can say what a node has.</exception>
    public Task WhenAllReachedAsync(CancellationToken stop) => Task.WhenAll(_outboxes.Values.Select(static outbox => outbox.WhenReached())).WaitAsync(stop);

    /// <summary>Cancels a wait when the link to a node has ended; until the returned registration is disposed of.</summary>
    internal IDisposable WhenLost(string node, CancellationTokenSource wait)
    {
        var registration = new Watch(this, node, wait);
        _watches.TryAdd(registration, registration);
        return registration;
    }

    /// <summary>The bytes that wait for a node, or are under way to it.</summary>
    public long WaitingBytes(string node) => _outboxes.TryGetValue(node, out var outbox) && outbox.IsOpen ? outbox.Bytes : 0;

    /// <summary>An actor of another node for as long as the present link to it lasts.</summary>
    internal IActorRef RefOnLink(string node, string path) =>
        new LinkedRef(this, _system.Provider, node, path, _outboxes.TryGetValue(node, out var outbox) ? outbox.Link : LinkedRef.AnyLink);

    /// <summary>There is a node of this name at this address.</summary>
    internal void Add(string node, Address address) => Add(node, _system.Provider.ResolveActorRef(new RootActorPath(address) / "user" / PeerLinks.Name / Self));

    /// <summary>There is a node of this name, whose side of the link takes frames there.</summary>
    internal void Add(string node, IActorRef peer) => Parent.Tell(new PeerLinks.Add(node, peer), ActorRefs.NoSender);

    /// <summary>The node does not belong to the cluster any more.</summary>
    internal void Remove(string node, Removal removal) => Parent.Tell(new PeerLinks.Remove(node, removal), ActorRefs.NoSender);

    private IActorRef Parent => _parent ?? throw new InvalidOperationException("The links have not started.");

    internal long NextId() => _ids.Next();

    /// <summary>The outbox of a new link's actor. It replaces that of an actor of the same name.</summary>
    internal Outbox OpenOutbox(string node, IActorRef link) => _outboxes[node] = new Outbox(_settings, () => link.Tell(PeerLink.Wake.Instance, ActorRefs.NoSender));

    internal IReadOnlyList<Letter> GreetingOf(string node)
    {
        var letters = new List<Letter>();
        foreach (var greeting in _greetings)
        {
            Run(node, () => letters.AddRange(greeting(node).Select(message => Write(TheNode, message, null)).OfType<Letter>()));
        }

        return letters;
    }

    internal void Began(string node) => _system.EventStream.Publish(new NodeJoined(node));

    internal void Ended(string node)
    {
        foreach (var forget in _onLost)
        {
            Run(node, () => forget(node));
        }

        foreach (var watch in _watches.Keys)
        {
            Run(node, () => watch.Tell(node));
        }

        _system.EventStream.Publish(new NodeLost(node));
    }

    /// <summary>A message of another node for this node itself.</summary>
    internal void Take(string node, object message)
    {
        try
        {
            if (_handlers.TryGetValue(message.GetType(), out var handler))
            {
                handler(node, message);
            }
            else if (!_others.Exists(other => other(node, message)))
            {
                _log.Warning("{Node} sent a {Message}, which nobody here takes", node, message.GetType().Name);
            }
        }
#pragma warning disable CA1031 // Whatever failed, the link goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _log.Error(failure, "What {Node} told could not be done", node);
        }
    }

    internal void Send(LinkedRef to, object message, IActorRef? sender) => Send(to.Node, to.Elements, to.Link, message, sender);

    private void Announce(IEnumerable<Outbox> outboxes, object message)
    {
        Letter? letter = null;
        foreach (var outbox in outboxes)
        {
            if (outbox.IsOpen && (letter ??= Write(TheNode, message, null)) is { } written)
            {
                outbox.TryAdd(written, LinkedRef.AnyLink);
            }
        }
    }

    private void Send(string node, string toPath, long link, object message, IActorRef? sender)
    {
        // Only a page can be that large, by its settings: whoever asked for it is not to wait in vain.
        var letter = Write(toPath, message, sender) ?? (message is RoomReply.Page or RoomReply.Changes ? Write(toPath, new RoomReply.Refused(((RoomReply)message).RequestId, ChatError.Unavailable), sender) : null);
        if (letter is not null && !(_outboxes.TryGetValue(node, out var outbox) && outbox.TryAdd(letter, link)))
        {
            letter.Refuse();
        }
    }

    /// <summary>
    /// Null if the message does not go to other nodes, or is larger than a frame, which is an error of ours: nobody who only replies is to fail by it.
    /// </summary>
    private Letter? Write(string toPath, object message, IActorRef? sender)
    {
        try
        {
            var letter = Letter.Write(toPath, message, sender);
            if (letter.Bytes.Length <= LargestLetter)
            {
                return letter;
            }

            _log.Error("A {Message} of {Bytes} bytes to {Recipient} of another node is too large", message.GetType().Name, letter.Bytes.Length, toPath);
            return null;
        }
        catch (ArgumentException noForm)
        {
            _log.Error(noForm, "A message to {Recipient} of another node has no form", toPath);
            return null;
        }
    }

    private void Run(string node, Action action)
    {
        try
        {
            action();
        }
#pragma warning disable CA1031 // Whatever failed, the link goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _log.Error(failure, "Something that concerns {Node} could not be done", node);
        }
    }

    private void ThrowIfStarted()
    {
        if (_parent is not null)
        {
            throw new InvalidOperationException("The links have started: it is too late to register.");
        }
    }
}
