namespace ActorChat.Storage.Engine;

/// <summary>How events get into the journal and out of it. Akka.Persistence.Sql reads it: it finds the rows of its table in the default mapping.</summary>
public interface IJournalWrites
{
    /// <summary>
    /// Appends rows, all or none; appends that wait together share a commit. Once the task is complete they survive a power cut: every acknowledgement
    /// depends on this.
    /// </summary>
    /// <exception cref="StorageFailedException">
    /// No row is stored. Also if a number is taken: with several processes, a newer writer of the stream has taken it. Other appends are not concerned.
    /// </exception>
    /// <exception cref="StorageOutcomeUnknownException">
    /// The answer was lost: all rows are stored, or none. Only an engine behind a network connection throws it. Whoever next writes into the stream decides:
    /// once another row has one of these numbers, or these are replayed, it is settled.
    /// </exception>
    /// <exception cref="StorageBusyException">Nothing was done: too many appends wait (<c>actorchat.journal.waiting</c>).</exception>
    Task AppendAsync(IReadOnlyList<JournalRecord> rows);

    /// <summary>
    /// Trims the journal: deletes the rows of a stream up to a number, the oldest first, in pieces that delay no append. The last row stays, because it tells
    /// where numbers continue; replays do not see it. An interrupted trim leaves a journal without a gap.
    /// </summary>
    Task TrimAsync(string persistenceId, long upTo);
}
