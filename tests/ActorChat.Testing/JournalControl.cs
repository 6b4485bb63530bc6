using System.Collections.Concurrent;
using Akka.Actor;

namespace ActorChat.Testing;

/// <summary>The controls of a <see cref="ControlledJournal"/>, one set for each actor system.</summary>
public sealed class JournalControl : IExtension
{
    /// <summary>Called with each journal event that is about to be written.</summary>
    public sealed record WriteAsked(string PersistenceId, long SequenceNr, object Payload);

    /// <summary>Called when journal events are about to be deleted, up to a number.</summary>
    public sealed record DeleteAsked(string PersistenceId, long UpTo);

    /// <summary>The gate of every write; a failure here fails the write, and nothing is stored.</summary>
    public Gate Writes { get; } = new();

    /// <summary>The gate of every delete.</summary>
    public Gate Deletes { get; } = new();

    /// <summary>The gate of every replay.</summary>
    public Gate Replays { get; } = new();

    /// <summary>The next write is rejected, like one that cannot be serialised.</summary>
    public bool RejectNext { get; set; }

    /// <summary>Who is told of each request to the journal.</summary>
    public IActorRef Listener { get; set; } = ActorRefs.Nobody;

    /// <summary>The stored payloads, by persistence id.</summary>
    public ConcurrentDictionary<string, SortedDictionary<long, object>> Stored { get; } = [];

    public static JournalControl Of(ActorSystem system) => system.WithExtension<JournalControl, Provider>();

    public sealed class Provider : ExtensionIdProvider<JournalControl>
    {
        public override JournalControl CreateExtension(ExtendedActorSystem system) => new();
    }
}
