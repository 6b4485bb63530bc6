using System.Collections.Concurrent;

namespace ActorChat.Bench;

/// <summary>Counts by name, from many threads. It holds at most <see cref="MaxNames"/> names; the rest are counted as one.</summary>
internal sealed class Tally
{
    private const int MaxNames = 50;

    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);

    public void Add(string name) => _counts.AddOrUpdate(_counts.Count < MaxNames || _counts.ContainsKey(name) ? name : "others", 1, (_, count) => count + 1);

    public long Sum => _counts.Values.Sum();

    public IReadOnlyDictionary<string, long> ToDictionary() => new SortedDictionary<string, long>(_counts, StringComparer.Ordinal);
}
