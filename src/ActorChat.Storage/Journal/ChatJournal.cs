using System.Collections.Immutable;
using System.Diagnostics;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.Persistence.Sql.Journal;
using Akka.Serialization;

namespace ActorChat.Storage.Journal;

/// <summary>
/// The journal of Akka.Persistence.Sql with the engine's write path (<see cref="IJournalWrites"/>). The same rows go into the same table. The original makes
/// and parses an SQL text with the payload in hex for each group, and delays all writes during a trim; here trims are done a few rows with each write.
/// Replays and sequence numbers are the original's; the engine keeps them in order with the writes.
/// </summary>
internal sealed class ChatJournal : SqlWriteJournal
{
    private readonly IJournalWrites _writes;
    private readonly TimeProvider _clock;
    private readonly Serialization _serialization = Context.System.Serialization;

    public ChatJournal(Config journalConfig)
        : base(journalConfig)
    {
        var setup = Context.System.Settings.Setup.Get<ChatJournalSetup>().Value;
        (_writes, _clock) = (setup.Writes, setup.Clock);
    }

    protected override async Task<IImmutableList<Exception>> WriteMessagesAsync(IEnumerable<AtomicWrite> messages, CancellationToken cancellationToken)
    {
        var now = _clock.GetUtcNow().Ticks;
        var rows = new List<JournalRecord>();
        var rejections = new List<Exception?>();
        Activity? span = null;
        foreach (var write in messages)
        {
            span ??= BeginSpan(write);
            rejections.Add(Serialize(write, now, rows));
        }

        try
        {
            if (rows.Count > 0)
            {
                await _writes.AppendAsync(rows);
            }
        }
        catch when (span is not null)
        {
            span.SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            span?.Stop();
        }

        // One entry for each write: null if it was accepted.
        return rejections.ToImmutableList()!;
    }

    protected override Task DeleteMessagesToAsync(string persistenceId, long toSequenceNr, CancellationToken cancellationToken) =>
        _writes.TrimAsync(persistenceId, toSequenceNr);

    private static Activity? BeginSpan(AtomicWrite write) =>
        ((IReadOnlyList<IPersistentRepresentation>)write.Payload)[0].Payload is RoomBatch { Trace: { } trace } batch ? trace.BeginJournal(batch.Events.Length) : null;

    /// <summary>Adds the rows of a write; if one cannot be serialised, none is added and the result is why.</summary>
    private Exception? Serialize(AtomicWrite write, long now, List<JournalRecord> rows)
    {
        var before = rows.Count;
        try
        {
            foreach (var representation in (IEnumerable<IPersistentRepresentation>)write.Payload)
            {
                var replacing = representation.Payload is RoomBatch batch && LastTexts.AreReplacedBy(batch) ? batch : null;
                var payload = replacing is null ? representation.Payload : LastTexts.Of(replacing);
                var serializer = _serialization.FindSerializerFor(payload);
                rows.Add(new JournalRecord(
                    representation.PersistenceId,
                    representation.SequenceNr,
                    representation.Timestamp == 0 ? now : representation.Timestamp,
                    serializer.ToBinary(payload),
                    Serialization.ManifestFor(serializer, payload),
                    serializer.Identifier,
                    representation.WriterGuid,
                    ReplacesText: replacing is not null));
            }

            return null;
        }
#pragma warning disable CA1031 // The writer is told; the other writes continue.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            rows.RemoveRange(before, rows.Count - before);
            return failure;
        }
    }
}
