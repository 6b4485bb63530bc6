using System.Collections.Concurrent;
using ActorChat.Actors.Nodes;

namespace ActorChat.Actors.Tests.Nodes;

/// <summary>Links that keep what is sent.</summary>
internal sealed class FakeLetters : INodeLetters
{
    public ConcurrentQueue<(NodeSet Nodes, object Letter)> Sent { get; } = [];

    public void Send(NodeSet nodes, object letter) => Sent.Enqueue((nodes, letter));
}
