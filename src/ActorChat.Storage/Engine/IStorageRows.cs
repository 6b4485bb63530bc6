using ActorChat.Storage.Copy;

namespace ActorChat.Storage.Engine;

/// <summary>The rows of a storage that no server uses and none can start on, until this is disposed of.</summary>
public interface IStorageRows : IAsyncDisposable
{
    /// <summary>Where the data is, in the operator's terms.</summary>
    string Place { get; }

    /// <summary>
    /// Why it cannot be copied, in one line; null if it can. The tables must hold the whole journal, which is not copied: it belongs to a number of partitions.
    /// </summary>
    Task<string?> FindObstacleAsync();

    /// <summary>The rows of a table, in its order.</summary>
    IAsyncEnumerable<object?[]> ReadAsync(CopyTable table);
}
