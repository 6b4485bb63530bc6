using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Journal;

namespace ActorChat.Testing;

/// <summary>A journal in memory that delays, fails or rejects writes on command; see <see cref="JournalControl"/>.</summary>
public sealed class ControlledJournal : MemoryJournal
{
    private readonly JournalControl _control = JournalControl.Of(Context.System);

    /// <summary>Makes this the journal of a system.</summary>
    public static Config Config { get; } = ConfigurationFactory.ParseString(
        $$"""
          akka.persistence.journal.plugin = "akka.persistence.journal.controlled"
          akka.persistence.journal.controlled {
            class = "{{typeof(ControlledJournal).AssemblyQualifiedName}}"
            # Injected failures must not open it.
            circuit-breaker { max-failures = 1000000, call-timeout = 1h }
          }
          """);

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var writes = messages.ToList();
        var events = writes.SelectMany(write => (IEnumerable<IPersistentRepresentation>)write.Payload).ToList();
        foreach (var written in events)
        {
            _control.Listener.Tell(new JournalControl.WriteAsked(written.PersistenceId, written.SequenceNr, written.Payload), ActorRefs.NoSender);
        }

        await _control.Writes.PassAsync().ConfigureAwait(false);
        if (_control.RejectNext)
        {
            _control.RejectNext = false;
            return [.. writes.Select(_ => new InvalidOperationException("rejected on command"))];
        }

        foreach (var written in events)
        {
            _control.Stored.GetOrAdd(written.PersistenceId, _ => [])[written.SequenceNr] = written.Payload;
        }

        return await base.WriteMessagesAsync(writes, cancellationToken).ConfigureAwait(false);
    }

    public override async Task ReplayMessagesAsync(IActorContext context, string persistenceId, long fromSequenceNr, long toSequenceNr, long max, Action<IPersistentRepresentation> recoveryCallback)
    {
        await _control.Replays.PassAsync().ConfigureAwait(false);
        await base.ReplayMessagesAsync(context, persistenceId, fromSequenceNr, toSequenceNr, max, recoveryCallback).ConfigureAwait(false);
    }

    protected override async Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken)
    {
        _control.Listener.Tell(new JournalControl.DeleteAsked(persistenceId, toSequenceNr), ActorRefs.NoSender);
        await _control.Deletes.PassAsync().ConfigureAwait(false);
        foreach (var number in _control.Stored.GetOrAdd(persistenceId, _ => []).Keys.Where(number => number <= toSequenceNr).ToList())
        {
            _control.Stored[persistenceId].Remove(number);
        }

        await base.DeleteMessagesToAsync(persistenceId, toSequenceNr, cancellationToken).ConfigureAwait(false);
    }
}
