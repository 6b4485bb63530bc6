namespace ActorChat.Storage.Sqlite;

/// <summary>The storage on SQLite: all that whoever composes a server needs to know of it.</summary>
public static class SqliteStorage
{
    /// <summary>Opens or makes the databases of a folder and locks it.</summary>
    /// <exception cref="StorageException">The folder cannot be used; nothing in it was touched.</exception>
    public static async Task<ChatStorage> OpenAsync(string folder, StorageSettings settings, TimeProvider clock) =>
        await ChatStorage.OpenAsync(await OpenEngineAsync(folder, settings, clock), settings, clock);

    internal static Task<SqliteEngine> OpenEngineAsync(string folder, StorageSettings settings, TimeProvider clock) =>
        Task.Run(() => new SqliteEngine(folder, DatabaseFiles.Open(folder, settings.Partitions, settings.Database, clock), settings, clock));
}
