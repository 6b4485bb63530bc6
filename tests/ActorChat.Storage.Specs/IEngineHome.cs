using ActorChat.Storage.Engine;

namespace ActorChat.Storage.Specs;

/// <summary>
/// The place for the data of one test. An engine can be opened on it again after the previous one has ended, and finds the data that it left.
/// </summary>
public interface IEngineHome : IDisposable
{
    Task<IStorageEngine> OpenAsync(StorageSettings settings, TimeProvider clock);

    /// <summary>Opens the data that an engine has left, to copy it.</summary>
    Task<IStorageRows> OpenRowsAsync(StorageSettings settings);

    /// <summary>Opens a home that has no data yet, to copy into it.</summary>
    Task<IEmptyStorage> OpenEmptyAsync(StorageSettings settings);
}
