using Akka.Actor;

namespace ActorChat.Cluster.Links;

/// <summary>Published on the event stream when a link to another node begins. What that node sends first has not arrived yet.</summary>
public sealed record NodeJoined(string Node) : INoSerializationVerificationNeeded;

/// <summary>
/// Published on the event stream when a link to another node has ended for good: nothing that was sent over it and is not acknowledged counts as delivered.
/// The next link to a node of that name knows nothing of it.
/// </summary>
public sealed record NodeLost(string Node) : INoSerializationVerificationNeeded;
