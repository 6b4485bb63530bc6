using System.Collections.Concurrent;
using Akka.Actor;

namespace ActorChat.Testing;

/// <summary>The levers of a <see cref="ControlledJournal"/>, one set for each actor system.</summary>
public sealed class JournalControl : IExtension
{
    /// <summary>Told of each journal event that is about to be written.</summary>
    public sealed record WriteAsked(string PersistenceId, long SequenceNr, object Payload);

    /// <summary>Told when journal events are about to be deleted, up to a number.</summary>
    public sealed record DeleteAsked(string PersistenceId, long UpTo);

    /// <summary>What every write passes; a failure here fails it, nothing is stored then.</summary>
    public Gate Writes { get; } = new();

    /// <summary>What every delete passes.</summary>
    public Gate Deletes { get; } = new();

    /// <summary>What every replay passes.</summary>
    public Gate Replays { get; } = new();

    /// <summary>The next write is rejected, as one that cannot be serialised.</summary>
    public bool RejectNext { get; set; }

    /// <summary>Who hears of what is asked of the journal.</summary>
    public IActorRef Listener { get; set; } = ActorRefs.Nobody;

    /// <summary>The payloads that are stored, by persistence id.</summary>
    public ConcurrentDictionary<string, SortedDictionary<long, object>> Stored { get; } = [];

    public static JournalControl Of(ActorSystem system) => system.WithExtension<JournalControl, Provider>();

    public sealed class Provider : ExtensionIdProvider<JournalControl>
    {
        public override JournalControl CreateExtension(ExtendedActorSystem system) => new();
    }
}
