using ActorChat.Storage.Engine;
using ActorChat.Storage.Specs;
using ActorChat.Storage.Sqlite;

namespace ActorChat.Storage.Tests.Support;

/// <summary>A data folder for the SQLite engine.</summary>
public sealed class SqliteHome : IEngineHome
{
    private readonly TempFolder _folder = new();

    public async Task<IStorageEngine> OpenAsync(StorageSettings settings, TimeProvider clock) => await SqliteStorage.OpenEngineAsync(_folder.Path, settings, clock);

    public Task<IStorageRows> OpenRowsAsync(StorageSettings settings) => Task.FromResult(SqliteStorage.OpenRows(_folder.Path));

    public Task<IEmptyStorage> OpenEmptyAsync(StorageSettings settings) => Task.FromResult(SqliteStorage.OpenEmpty(_folder.Path, settings));

    public void Dispose() => _folder.Dispose();
}
