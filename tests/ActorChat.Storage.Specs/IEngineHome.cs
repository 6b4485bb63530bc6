using ActorChat.Storage.Engine;

namespace ActorChat.Storage.Specs;

/// <summary>Where the data of one test lies. An engine can be opened on it again once the one before has ended, and finds what that one left.</summary>
public interface IEngineHome : IDisposable
{
    Task<IStorageEngine> OpenAsync(StorageSettings settings, TimeProvider clock);
}
