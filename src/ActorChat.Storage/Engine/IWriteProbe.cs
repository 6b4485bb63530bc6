namespace ActorChat.Storage.Engine;

/// <summary>Finds out whether the data can be written, by writing a moment into it.</summary>
public interface IWriteProbe
{
    /// <summary>Writes into the journal's store, in turn with the appends.</summary>
    Task WriteJournalAsync(long now);

    /// <summary>Writes into the tables, in turn with the other writes.</summary>
    Task WriteTablesAsync(long now);
}
