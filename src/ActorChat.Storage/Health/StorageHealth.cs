namespace ActorChat.Storage.Health;

/// <summary>The state of the storage, for the ready check and for operators.</summary>
/// <param name="JournalWritable">Whether the journal's last write or probe worked.</param>
/// <param name="TablesWritable">Whether the tables' last write worked.</param>
/// <param name="WaitingBatches">Batches that are in the journal but not yet in the tables.</param>
/// <param name="Lag">How long the oldest of them has waited.</param>
/// <param name="Problem">What is wrong, in one line without any content; null if nothing is.</param>
public sealed record StorageHealth(bool JournalWritable, bool TablesWritable, long WaitingBatches, TimeSpan Lag, string? Problem)
{
    public bool Ready => JournalWritable && TablesWritable;
}
