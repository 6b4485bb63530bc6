using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Nodes;
using ActorChat.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace ActorChat.Host.Tests.Nodes;

/// <summary>What is asked of the other nodes, and what follows when some do not answer.</summary>
public sealed class AllNodesSpecs
{
    private static readonly NodeSettings Settings = new(CacheLife: TimeSpan.FromSeconds(3), AnswerWithin: TimeSpan.FromSeconds(2));
    private static readonly Login Alice = Login.FromStored("alice");
    private static readonly NodeQuestion.EndTokens Ended = new(Alice, ["one"], EndsAll: false, CloseReason.TokenEnded);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task Ended_tokens_are_told_to_all_and_their_sessions_counted()
    {
        var nodes = new ScriptedNodes((node, _) => new RegistryCommands.SessionsEnded(node == "node-2" ? 1 : 2), "node-2", "node-3");
        var asked = await Among(nodes).EndTokensAsync(Ended);
        Assert.Same(Ended, Assert.Single(nodes.Questions));
        Assert.Equal(3, asked.Answers.Sum(answer => answer.Answer.Count));
        Assert.Null(asked.NoAnswer);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_waited_out_and_told_again()
    {
        var hears = false;
        var nodes = new ScriptedNodes((node, _) => node == "node-3" && !hears ? null : new RegistryCommands.SessionsEnded(1), "node-2", "node-3");
        var ending = Among(nodes).EndTokensAsync(Ended);
        _clock.Advance(Settings.CacheLife - TimeSpan.FromMilliseconds(1));
        Assert.False(ending.IsCompleted, "its memory may still hold the token");
        hears = true;
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["node-3"], (await ending).NoAnswer);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(nodes.Questions.Count > 1);
        Assert.All(nodes.Questions, question => Assert.Same(Ended, question));
    }

    [Fact]
    public async Task Without_ended_tokens_nobody_is_told()
    {
        var nodes = new ScriptedNodes((_, _) => null, "node-2");
        await Among(nodes).EndTokensAsync(Ended with { TokenIds = [] });
        Assert.Empty(nodes.Questions);
    }

    [Fact]
    public async Task A_server_without_a_cluster_asks_nobody()
    {
        var alone = new AllNodes(new OneNode("1.0.0"), Settings, _clock, NullLogger.Instance);
        Assert.True(alone.IsAlone);
        Assert.Empty((await alone.EndTokensAsync(Ended)).Answers);
        Assert.Empty((await alone.AskAsync<NodeReply.Limits>(NodeQuestion.ShowLimits.Instance)).Silent);
    }

    [Fact]
    public async Task A_list_waits_until_all_partitions_are_open_somewhere_and_have_been_waited_for()
    {
        var moves = true;
        var nodes = new ScriptedNodes((_, _) => new NodeReply.Written(moves ? [2] : [2, 3]), "node-2");
        var waited = 0;
        var written = Among(nodes).WhenWrittenAsync(
            Alice,
            () =>
            {
                waited++;
                return Task.FromResult(new NodeReply.Written([0, 1]));
            },
            all: 4);
        Assert.False(written.IsCompleted, "partition 3 is between two nodes");
        moves = false;
        _clock.Advance(TimeSpan.FromSeconds(1));
        await written;
        Assert.Equal(2, waited);
        Assert.Equal([new NodeQuestion.WhenWritten(Alice), new NodeQuestion.WhenWritten(Alice)], nodes.Questions);
    }

    [Theory]
    [InlineData(null, "node-2")]
    [InlineData(1, "Only 3 of 4")]
    public async Task A_list_that_may_lack_something_is_refused(int? answered, string why)
    {
        var nodes = new ScriptedNodes((_, _) => answered is null ? null : new NodeReply.Written([2]), "node-2");
        var written = Among(nodes).WhenWrittenAsync(Alice, () => Task.FromResult(new NodeReply.Written([0, 1])), all: 4);
        for (var round = 0; round < 10; round++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Contains(why, (await Assert.ThrowsAsync<StorageBusyException>(() => written)).Message, StringComparison.Ordinal);
    }

    private AllNodes Among(ScriptedNodes nodes) => new(nodes, Settings, _clock, NullLogger.Instance);
}
