using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Sessions;
using ActorChat.Storage;

namespace ActorChat.Host.Nodes;

/// <summary>Asks the other nodes. A server without a cluster has none, and nothing here costs it anything.</summary>
internal sealed partial class AllNodes(INodes nodes, NodeSettings settings, TimeProvider clock, ILogger log)
{
    /// <summary>A node that did not hear of ended tokens is told again; with the time of an attempt, some 20 s in all.</summary>
    private const int Tries = 6;

    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(200);

    private static readonly Asked<RegistryCommands.SessionsEnded> Nobody = new([], []);

    private readonly bool _isAlone = nodes is OneNode;

    /// <summary>Whether this server is no node of a cluster.</summary>
    public bool IsAlone => _isAlone;

    /// <summary>The name of this node.</summary>
    public string Self => nodes.Self;

    /// <summary>Asks every other node at the same time.</summary>
    public Task<Asked<T>> AskAsync<T>(object question)
        where T : class => AskAsync<T>(question, settings.AnswerWithin);

    /// <summary>
    /// Tells the other nodes that tokens have ended, and completes when none of them lets anybody in by these tokens: each has said so, or whatever it has in
    /// memory is too old by now. A node that did not answer is told again later, so that the sessions there end as well.
    /// </summary>
    public async Task<Asked<RegistryCommands.SessionsEnded>> EndTokensAsync(NodeQuestion.EndTokens ended)
    {
        if (_isAlone || (ended.TokenIds.Count == 0 && !ended.EndsAll))
        {
            return Nobody;
        }

        var began = clock.GetTimestamp();
        var asked = await AskAsync<RegistryCommands.SessionsEnded>(ended, settings.CacheLife);
        if (asked.Silent.Count > 0)
        {
            NotHeard(log, ended.Login.Name, string.Join(", ", asked.Silent));
            Background.Forget(TellAgainAsync(ended));
            if (settings.CacheLife - clock.GetElapsedTime(began) is { Ticks: > 0 } rest)
            {
                await Task.Delay(rest, clock);
            }
        }

        return asked;
    }

    /// <summary>
    /// Completes when the tables hold everything of a user that any node has acknowledged before. What a node left behind when it died is replayed by the next
    /// owners of its partitions, so all partitions must be open somewhere.
    /// </summary>
    /// <param name="login">The user.</param>
    /// <param name="here">The answer of this node.</param>
    /// <param name="all">How many partitions there are.</param>
    /// <exception cref="StorageBusyException">Somebody did not answer, or a partition is open nowhere.</exception>
    public async Task WhenWrittenAsync(Login login, Func<Task<NodeReply.Written>> here, int all)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            var elsewhere = AskAsync<NodeReply.Written>(new NodeQuestion.WhenWritten(login), settings.AnswerWithin - clock.GetElapsedTime(began));
            var own = await here();
            var asked = await elsewhere;
            var open = asked.Answers.SelectMany(answer => answer.Answer.Partitions).Concat(own.Partitions).ToHashSet();
            if (asked.Silent.Count == 0 && open.Count == all)
            {
                return;
            }

            // A partition that moves just now is open again in a moment.
            if (clock.GetElapsedTime(began) + BetweenRounds >= settings.AnswerWithin)
            {
                throw new StorageBusyException(asked.Silent.Count > 0
                    ? $"The nodes {string.Join(", ", asked.Silent)} do not say what is in the tables."
                    : $"Only {open.Count} of {all} room partitions are open.");
            }

            await Task.Delay(BetweenRounds, clock);
        }
    }

    private async Task<Asked<T>> AskAsync<T>(object question, TimeSpan within)
        where T : class
    {
        if (_isAlone)
        {
            return new Asked<T>([], []);
        }

        var answers = await nodes.AskOthersAsync(question, within);
        return new Asked<T>(
            [.. answers.Where(answer => answer.Answer is T).Select(answer => (answer.Node, (T)answer.Answer!))],
            [.. answers.Where(answer => answer.Answer is not T).Select(answer => answer.Node)]);
    }

    private async Task TellAgainAsync(NodeQuestion.EndTokens ended)
    {
        for (var left = Tries; left > 0; left--)
        {
            if ((await AskAsync<RegistryCommands.SessionsEnded>(ended, settings.CacheLife)).Silent.Count == 0)
            {
                return;
            }

            await Task.Delay(BetweenRounds, clock);
        }
    }

    [LoggerMessage(340, LogLevel.Warning, "Tokens of {Login} have ended, and {Nodes} did not answer; they are told again")]
    private static partial void NotHeard(ILogger log, string login, string nodes);
}

/// <summary>What the other nodes answered.</summary>
/// <param name="Answers">The answers by node.</param>
/// <param name="Silent">The nodes that did not answer.</param>
internal sealed record Asked<T>(IReadOnlyList<(string Node, T Answer)> Answers, IReadOnlyList<string> Silent)
    where T : class
{
    /// <summary>The silent nodes for an operator; null if there is none.</summary>
    public IReadOnlyList<string>? NoAnswer => Silent.Count > 0 ? Silent : null;
}
