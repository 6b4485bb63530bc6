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

    private readonly Dictionary<UniqueAddress, (string Mark, TimeSpan? EndedSince)> _silent = [];

    public IReadOnlyCollection<string> Marks => [.. _silent.Values.Select(static silent => silent.Mark)];

    public void Add(UniqueAddress member, string mark) => _silent[member] = (mark, null);

    public void Remove(UniqueAddress member) => _silent.Remove(member);

    /// <summary>A look at the storage found these to have ended. Returns the members that are certain to have; each once.</summary>
    /// <param name="ended">The marks of their processes.</param>
    /// <param name="at">When it was asked. Looks that follow each other sooner, because another member fell silent, are no second look.</param>
    public IReadOnlyList<UniqueAddress> Seen(IReadOnlyCollection<string> ended, TimeSpan at)
    {
        List<UniqueAddress> certain = [];
        foreach (var (member, (mark, before)) in _silent.ToArray())
        {
            TimeSpan? since = ended.Contains(mark) ? before ?? at : null;
            _silent[member] = (mark, since);
            if (at - since >= LookEvery)
            {
                _silent.Remove(member);
                certain.Add(member);
            }
        }

        return certain;
    }
}
