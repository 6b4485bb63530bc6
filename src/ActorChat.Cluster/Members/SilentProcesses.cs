using Akka.Cluster;

namespace ActorChat.Cluster.Members;

/// <summary>
/// The members that are silent, and whether the storage finds that their processes have ended. Once is not enough: a process that lives and has lost its
/// connection to the storage just then has another one by the next look.
/// </summary>
internal sealed class SilentProcesses
{
    /// <summary>A process that lost its connection notices it within a quarter of a second.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(300);

    private const int LooksNeeded = 2;

    private readonly Dictionary<UniqueAddress, (string Mark, int Looks)> _silent = [];

    public IReadOnlyCollection<string> Marks => [.. _silent.Values.Select(static silent => silent.Mark)];

    public void Add(UniqueAddress member, string mark) => _silent[member] = (mark, 0);

    public void Remove(UniqueAddress member) => _silent.Remove(member);

    /// <summary>A look at the storage found these to have ended. Returns the members that are certain to have; each once.</summary>
    public IReadOnlyList<UniqueAddress> Seen(IReadOnlyCollection<string> ended)
    {
        List<UniqueAddress> certain = [];
        foreach (var (member, (mark, looks)) in _silent.ToArray())
        {
            var now = ended.Contains(mark) ? looks + 1 : 0;
            _silent[member] = (mark, now);
            if (now >= LooksNeeded)
            {
                _silent.Remove(member);
                certain.Add(member);
            }
        }

        return certain;
    }
}
