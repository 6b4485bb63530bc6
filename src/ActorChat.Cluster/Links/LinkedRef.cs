using Akka.Actor;

namespace ActorChat.Cluster.Links;

/// <summary>
/// An actor on another node: whatever is told to it goes there over the link. It cannot be watched: the loss of its node is <see cref="NodeLost"/>.
/// </summary>
internal sealed class LinkedRef : MinimalActorRef
{
    /// <summary>For a reference that outlives a link.</summary>
    public const long AnyLink = 0;

    private readonly NodeLinks _links;
    private readonly IActorRefProvider _provider;
    private ActorPath? _path;

    /// <param name="links">The links of this node.</param>
    /// <param name="provider">That of this actor system.</param>
    /// <param name="node">The other node.</param>
    /// <param name="elements">The actor's path there, without an address: <c>/user/…</c>.</param>
    /// <param name="link">The link that it came by: it ends with it, because another process of the same name may have another actor there.</param>
    public LinkedRef(NodeLinks links, IActorRefProvider provider, string node, string elements, long link = AnyLink) =>
        (_links, _provider, Node, Elements, Link) = (links, provider, node, elements, link);

    public string Node { get; }

    public string Elements { get; }

    public long Link { get; }

    /// <summary>Made when first needed: most references only carry a reply.</summary>
    public override ActorPath Path => _path ??= ActorPath.Parse($"akka://{Node}{Elements}").WithUid(Link);

    public override IActorRefProvider Provider => _provider;

    public override bool IsLocal => false;

    protected override void TellInternal(object message, IActorRef? sender) => _links.Send(this, message, sender);
}
