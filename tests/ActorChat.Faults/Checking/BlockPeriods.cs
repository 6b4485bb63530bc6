using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>
/// When it is certain that one user blocked another, or did not. It is uncertain while a request that says otherwise is under way: from its sending to its
/// answer, and without an answer until the server's process has ended, because the server may still get to it.
/// </summary>
internal sealed class BlockPeriods
{
    private readonly Dictionary<(string Login, string Companion), List<Request>> _requests = [];
    private readonly List<long> _ends = [];

    public static BlockPeriods From(RunHistory history)
    {
        var periods = new BlockPeriods();
        var answers = history.Happenings.OfType<BlockAnswered>().ToDictionary(answer => answer.SentAt);
        periods._ends.AddRange(history.Happenings.OfType<ServerEnded>().Select(end => end.At).Order());
        foreach (var sent in history.Happenings.OfType<BlockSent>().OrderBy(sent => sent.At))
        {
            var answer = answers.GetValueOrDefault(sent.At);
            if (answer?.Code is not null)
            {
                // Refused: nothing was done.
                continue;
            }

            if (!periods._requests.TryGetValue((sent.Login, sent.Companion), out var requests))
            {
                periods._requests[(sent.Login, sent.Companion)] = requests = [];
            }

            requests.Add(new Request(sent.At, answer?.At, sent.Blocks));
        }

        return periods;
    }

    /// <summary>The companions whom a user ever blocked, or tried to.</summary>
    public IEnumerable<string> Of(string login) => _requests.Keys.Where(pair => pair.Login == login).Select(pair => pair.Companion);

    /// <summary>Whether it is certain that a user blocked another at every moment of a period, or that the user did not.</summary>
    public bool IsCertain(string login, string companion, bool blocks, long from, long to)
    {
        var requests = _requests.GetValueOrDefault((login, companion)) ?? [];
        var since = requests.LastOrDefault(request => request.Blocks == blocks && request.AnsweredAt < from);
        if (since is null && blocks)
        {
            return false;
        }

        // Nobody blocks anybody in the beginning.
        var decided = since?.SentAt ?? 0;
        return !requests.Exists(request => request.Blocks != blocks && request.SentAt < to && (request.SentAt > decided || EndOf(request) > decided));
    }

    /// <summary>When the server will certainly not do it any more.</summary>
    private long EndOf(Request request) => request.AnsweredAt ?? _ends.Find(end => end > request.SentAt) switch { 0 => long.MaxValue, var end => end };

    private sealed record Request(long SentAt, long? AnsweredAt, bool Blocks);
}
