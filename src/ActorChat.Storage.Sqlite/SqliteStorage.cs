using ActorChat.Storage.Engine;

namespace ActorChat.Storage.Sqlite;

/// <summary>The storage on SQLite: everything that the composition of a server needs of it.</summary>
public static class SqliteStorage
{
    /// <summary>Opens or creates the databases of a folder and locks it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="updating">Is told before each script that brings existing data to the current schema, which may take minutes.</param>
    /// <exception cref="StorageException">The folder cannot be used; nothing in it was changed.</exception>
    public static async Task<ChatStorage> OpenAsync(string folder, StorageSettings settings, TimeProvider clock, Action<string>? updating = null) =>
        await ChatStorage.OpenAsync(await OpenEngineAsync(folder, settings, clock, updating), settings, clock);

    /// <summary>Opens a folder that no server uses, to copy it.</summary>
    /// <exception cref="StorageException">It cannot be used.</exception>
    public static IStorageRows OpenRows(string folder) => DatabaseFiles.OpenRows(folder);

    /// <summary>Opens a folder without data, to copy into it.</summary>
    /// <exception cref="StorageException">It cannot be used.</exception>
    public static IEmptyStorage OpenEmpty(string folder, StorageSettings settings) => DatabaseFiles.OpenEmpty(folder, settings.Partitions);

    internal static Task<SqliteEngine> OpenEngineAsync(string folder, StorageSettings settings, TimeProvider clock, Action<string>? updating = null) =>
        Task.Run(() => new SqliteEngine(folder, DatabaseFiles.Open(folder, settings.Partitions, settings.Database, clock, updating), settings, clock));
}
