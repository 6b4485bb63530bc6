using ActorChat.Actors;
using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Limits;
using ActorChat.Storage;

namespace ActorChat.Host.Nodes;

/// <summary>Answers the other nodes for this one.</summary>
/// <param name="storage">The storage.</param>
/// <param name="actors">The rooms and sessions of this node.</param>
/// <param name="limits">The limits of this node.</param>
/// <param name="stored">Those that were set while a server ran.</param>
/// <param name="clearCaches">Clears what the node keeps of messages outside of its rooms.</param>
internal sealed class NodeQuestions(ChatStorage storage, IChatActors actors, RateLimits limits, StoredLimits stored, Action clearCaches) : INodeQuestions
{
    /// <summary>Answers <see cref="NodeQuestion.Show"/> with JSON; null while the node shows nothing of itself.</summary>
    public Func<NodeQuestion.Show, Task<string>>? Shows { get; set; }

    public async Task<object> AnswerAsync(object question) => question switch
    {
        NodeQuestion.EndTokens end => await EndTokensAsync(end),
        NodeQuestion.ForgetUser forget => await ForgetAsync(forget),
        NodeQuestion.WhenWritten wait => await WhenWrittenAsync(wait.Login),
        NodeQuestion.EndSession end => new RegistryCommands.SessionsEnded(await actors.EndSessionAsync(end.SessionId, end.Reason) ? 1 : 0),
        NodeQuestion.ShowLimits => Limits(),
        NodeQuestion.SetLimit set => Set(set),
        RegistryCommands.ListSessions list => new RegistryCommands.SessionList(await actors.ListSessionsAsync(list.Login, list.Limit, list.Prefix)),
        PartitionCommands.ListAwake list => await ListRoomsAsync(list.Limit),
        NodeQuestion.Show show when Shows is { } shows => new NodeReply.Shown(await shows(show)),
        _ => throw new ArgumentException($"{question.GetType()} is no question to a node", nameof(question)),
    };

    /// <summary>
    /// The memory first: a client that connects meanwhile has its token checked again once its session is open, and finds that it has ended.
    /// </summary>
    private async Task<object> EndTokensAsync(NodeQuestion.EndTokens end)
    {
        storage.Tokens.Forget(end.TokenIds);
        return new RegistryCommands.SessionsEnded(await actors.EndSessionsAsync(end.Login, end.EndsAll ? null : [.. end.TokenIds], end.Reason));
    }

    private async Task<object> ForgetAsync(NodeQuestion.ForgetUser forget)
    {
        storage.Tokens.Forget(forget.TokenIds);
        storage.Accounts.Forget(forget.Login);
        var ended = await actors.EndSessionsAsync(forget.Login, null, CloseReason.Blocked);
        clearCaches();
        return new RegistryCommands.SessionsEnded(ended);
    }

    /// <summary>
    /// The partitions are counted first: one that opens later has handed over its replay only after the wait began, and must not count as written.
    /// </summary>
    public async Task<NodeReply.Written> WhenWrittenAsync(Login login)
    {
        var open = actors.PartitionsHere;
        await storage.WhenWrittenHereAsync(login);
        return new NodeReply.Written(open);
    }

    private async Task<object> ListRoomsAsync(int limit)
    {
        var (rooms, count) = await actors.ListAwakeRoomsAsync(limit);
        return new PartitionCommands.Awake(rooms, count);
    }

    private NodeReply.Limits Set(NodeQuestion.SetLimit set)
    {
        var isBack = set.Limit == NodeQuestion.SetLimit.AsWritten;
        if (LiveLimits.IsLive(LiveLimits.KeyOf(set.Name)) && (RateLimit.TryParse(set.Limit, out var limit) || isBack))
        {
            stored.Take(set.Name, isBack ? null : limit);
        }

        return Limits();
    }

    private NodeReply.Limits Limits() => new([.. LiveLimits.Print(limits.Current)]);
}
