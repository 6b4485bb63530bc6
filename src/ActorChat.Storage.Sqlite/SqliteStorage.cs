namespace ActorChat.Storage.Sqlite;

/// <summary>The storage on SQLite: everything that the composition of a server needs of it.</summary>
public static class SqliteStorage
{
    /// <summary>Opens or creates the databases of a folder and locks it.</summary>
    /// <exception cref="StorageException">The folder cannot be used; nothing in it was changed.</exception>
    public static async Task<ChatStorage> OpenAsync(string folder, StorageSettings settings, TimeProvider clock) =>
        await ChatStorage.OpenAsync(await OpenEngineAsync(folder, settings, clock), settings, clock);

    internal static Task<SqliteEngine> OpenEngineAsync(string folder, StorageSettings settings, TimeProvider clock) =>
        Task.Run(() => new SqliteEngine(folder, DatabaseFiles.Open(folder, settings.Partitions, settings.Database, clock), settings, clock));
}
