using System.Collections.Concurrent;
using Akka.Configuration;
using Akka.Persistence.Journal;

namespace ActorChat.Cluster.Tests.Chat;

/// <summary>A journal in memory that several actor systems of this process share.</summary>
public sealed class NodesJournal(Config settings) : MemoryJournal
{
    private static readonly ConcurrentDictionary<string, JournalStorage> s_shared = [];

    /// <summary>Makes this the journal of a system.</summary>
    /// <param name="store">Systems with the same one share it.</param>
    public static Config ConfigOf(string store) => ConfigurationFactory.ParseString(
        $$"""
          akka.persistence.journal.plugin = "akka.persistence.journal.nodes"
          akka.persistence.journal.nodes {
            class = "{{typeof(NodesJournal).AssemblyQualifiedName}}"
            store = "{{store}}"
          }
          """);

    protected override JournalStorage Storage { get; } = s_shared.GetOrAdd(settings.GetString("store"), _ => new JournalStorage());
}
