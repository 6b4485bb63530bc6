using System.Threading.Channels;
using ActorChat.Actors.Rooms;
using ActorChat.Cluster.Links;

namespace ActorChat.Cluster.Tests.Links;

public sealed class NodeLinksSpecs
{
    private readonly Channel<(string Node, int Partition)> _heard = Channel.CreateUnbounded<(string, int)>();

    private void Hears(NodeLinks links) => links.Handle<PartitionCommands.Open>((node, open) => _heard.Writer.TryWrite((node, open.Partition)));

    [Fact]
    public async Task A_new_link_begins_with_the_greeting()
    {
        await using var a = new Node("a", registers: links => links.OnLinked(_ => [new PartitionCommands.Open(1), new PartitionCommands.Open(2)]));
        await using var b = new Node("b", registers: Hears);
        a.Meet(b);
        Assert.Equal(("a", 1), await NextAsync());
        Assert.Equal(("a", 2), await NextAsync());
        a.Links.Announce(new PartitionCommands.Open(3));
        Assert.Equal(("a", 3), await NextAsync());
    }

    private async Task<(string Node, int Partition)> NextAsync() => await _heard.Reader.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);
}
