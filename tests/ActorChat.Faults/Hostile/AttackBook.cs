using System.Collections.Concurrent;

namespace ActorChat.Faults.Hostile;

/// <summary>What the attackers tried, were answered and found.</summary>
internal sealed class AttackBook
{
    /// <summary>More of the same gives no information.</summary>
    private const int MostFindings = 200;

    private const int LongestLine = 1000;

    private readonly ConcurrentDictionary<(string Attack, string What), int> _tried = new();
    private readonly ConcurrentDictionary<int, int> _statuses = new();
    private readonly ConcurrentQueue<ServerFault> _faults = new();
    private readonly ConcurrentQueue<Finding> _findings = new();

    /// <summary>How often each attack was made.</summary>
    public IReadOnlyDictionary<string, int> Attacks => _tried.Where(pair => pair.Key.What.Length == 0).ToDictionary(pair => pair.Key.Attack, pair => pair.Value);

    public IReadOnlyDictionary<int, int> Statuses => _statuses;

    /// <summary>Answers of 500 and above.</summary>
    public IReadOnlyList<ServerFault> Faults => [.. _faults];

    public IReadOnlyList<Finding> Findings => [.. _findings];

    /// <param name="attack">Its name.</param>
    /// <param name="what">What it did in detail; empty for the attack itself.</param>
    public void Tried(string attack, string what = "") => _tried.AddOrUpdate((attack, what), 1, (_, count) => count + 1);

    public void Answered(int status, string body, string attack, string request)
    {
        _statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
        if (status >= 500 && _faults.Count < MostFindings)
        {
            _faults.Enqueue(new ServerFault(status, body, attack, request));
        }
    }

    public void Find(Finding what)
    {
        if (_findings.Count < MostFindings)
        {
            _findings.Enqueue(what);
        }
    }

    /// <summary>A line for each attack: how often, and its details.</summary>
    public IEnumerable<string> Lines() =>
        from pair in _tried
        group pair by pair.Key.Attack into attack
        orderby attack.Key
        let details = attack.Where(pair => pair.Key.What.Length > 0).OrderBy(pair => pair.Key.What, StringComparer.Ordinal).Select(pair => $"{pair.Key.What} {pair.Value}")
        let text = string.Join(", ", details)
        select $"{attack.Key} {attack.Where(pair => pair.Key.What.Length == 0).Sum(pair => pair.Value)}: {text[..Math.Min(text.Length, LongestLine)]}";
}

