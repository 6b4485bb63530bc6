using ActorChat.Storage.Backup;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Sqlite.Backup;

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

    /// <summary>Copies a folder into a new one, whether a server uses it or not, and checks the copy.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="target">The folder to make.</param>
    /// <param name="version">The version of the program, for whoever reads the backup later.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="stop">Gives up; then there is no new folder.</param>
    /// <exception cref="StorageException">There is no backup; nothing was overwritten.</exception>
    public static BackupReport BackUp(string folder, string target, string version, TimeProvider clock, Action<BackupProgress> progress, CancellationToken stop) =>
        SqliteBackup.Make(folder, target, version, clock, progress, stop);

    /// <summary>Checks a backup, and puts it into an empty folder that no server uses.</summary>
    /// <param name="backup">The folder of the backup.</param>
    /// <param name="folder">The data folder.</param>
    /// <param name="isTrial">Whether to check both only.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="stop">Gives up; what was written is removed.</param>
    /// <exception cref="StorageException">The backup is damaged, or the folder cannot be used; nothing was overwritten.</exception>
    public static BackupReport Restore(string backup, string folder, bool isTrial, Action<BackupProgress> progress, CancellationToken stop) =>
        SqliteRestore.Run(backup, folder, isTrial, progress, stop);

    internal static Task<SqliteEngine> OpenEngineAsync(string folder, StorageSettings settings, TimeProvider clock, Action<string>? updating = null) =>
        Task.Run(() => new SqliteEngine(folder, DatabaseFiles.Open(folder, settings.Partitions, settings.Database, clock, updating), settings, clock));
}
