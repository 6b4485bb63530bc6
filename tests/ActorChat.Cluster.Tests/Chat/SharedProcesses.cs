using System.Collections.Concurrent;
using ActorChat.Actors.Nodes;

namespace ActorChat.Cluster.Tests.Chat;

/// <summary>Which nodes live, as a storage in memory knows it.</summary>
internal sealed class SharedProcesses
{
    private readonly ConcurrentDictionary<string, bool> _ended = [];

    public ILivingProcesses Of(string mark) => new View(mark, _ended);

    public void End(string mark) => _ended[mark] = true;

    private sealed class View(string mark, ConcurrentDictionary<string, bool> ended) : ILivingProcesses
    {
        public string Self => mark;

        public Task<IReadOnlyCollection<string>> EndedAsync(IReadOnlyCollection<string> marks) => Task.FromResult<IReadOnlyCollection<string>>([.. marks.Where(ended.ContainsKey)]);
    }
}
