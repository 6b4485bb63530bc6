using ActorChat.Storage.Copy;

namespace ActorChat.Storage.Engine;

/// <summary>A storage without data, which a copy fills in one transaction; it can be read before the end.</summary>
public interface IEmptyStorage : IStorageRows
{
    /// <summary>Writes the rows of a table, in its order; tables in the order of <see cref="CopyTable.All"/>.</summary>
    Task WriteAsync(CopyTable table, IAsyncEnumerable<object?[]> rows);

    /// <summary>Gives each partition a journal of one event, which the tables have, and makes all of it durable. Without this, nothing stays.</summary>
    /// <param name="heads">One row for each partition, by its number.</param>
    Task CompleteAsync(IReadOnlyList<JournalRecord> heads);
}
