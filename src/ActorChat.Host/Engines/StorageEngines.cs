using ActorChat.Host.Settings;
using ActorChat.Storage;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql;
using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Backup;

namespace ActorChat.Host.Engines;

/// <summary>The storage engines: the only place that names them.</summary>
internal static class StorageEngines
{
    /// <param name="settings">The settings.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="updating">Is told before each script that brings existing data to the current schema, which may take minutes.</param>
    /// <exception cref="StorageException">The data cannot be used.</exception>
    public static Task<ChatStorage> OpenAsync(ServerSettings settings, TimeProvider clock, Action<string> updating) => settings.Storage.Shared
        ? PostgreSqlStorage.OpenAsync(settings.Environment.PostgreSql!, settings.Storage, clock, updating)
        : SqliteStorage.OpenAsync(settings.Environment.DataFolder, settings.Storage, clock, updating);

    /// <summary>Opens data that no server uses, to copy it.</summary>
    /// <exception cref="StorageException">The data cannot be used.</exception>
    public static async Task<IStorageRows> OpenRowsAsync(ServerSettings settings) => settings.Storage.Shared
        ? await PostgreSqlStorage.OpenRowsAsync(settings.Environment.PostgreSql!, settings.Storage)
        : SqliteStorage.OpenRows(settings.Environment.DataFolder);

    /// <summary>Opens a place without data, to copy into it.</summary>
    /// <exception cref="StorageException">The place cannot be used.</exception>
    public static async Task<IEmptyStorage> OpenEmptyAsync(ServerSettings settings) => settings.Storage.Shared
        ? await PostgreSqlStorage.OpenEmptyAsync(settings.Environment.PostgreSql!, settings.Storage)
        : SqliteStorage.OpenEmpty(settings.Environment.DataFolder, settings.Storage);

    /// <summary>Copies a data folder into a new one: <see cref="SqliteStorage.BackUp"/>.</summary>
    /// <exception cref="StorageException">There is no backup.</exception>
    public static BackupReport BackUp(string folder, string target, string version, TimeProvider clock, Action<BackupProgress> progress, CancellationToken stop) =>
        SqliteStorage.BackUp(folder, target, version, clock, progress, stop);

    /// <summary>Puts a backup into an empty folder: <see cref="SqliteStorage.Restore"/>.</summary>
    /// <exception cref="StorageException">It cannot be restored there.</exception>
    public static BackupReport Restore(string backup, string folder, bool isTrial, Action<BackupProgress> progress, CancellationToken stop) =>
        SqliteStorage.Restore(backup, folder, isTrial, progress, stop);
}
