using ActorChat.Storage.Backup;
using ActorChat.Storage.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite.Backup;

/// <summary>
/// Puts a backup into an empty data folder. The tables come first and the journal gets its name last, because a server refuses tables without a journal: so none
/// starts on half a restore, or on an empty folder in its place, wherever it was interrupted.
/// </summary>
internal static class SqliteRestore
{
    private const string UnfinishedJournal = BackupFolder.Journal + ".partial";

    /// <summary>What an empty folder may hold: the lock that a restore takes, and what file systems put at their roots.</summary>
    private static readonly string[] s_nothing = ["lock", "lost+found"];

    /// <param name="backup">The folder of the backup.</param>
    /// <param name="folder">The data folder.</param>
    /// <param name="isTrial">Whether to check both only.</param>
    /// <param name="progress">Is told how far it is.</param>
    /// <param name="stop">Gives up; what was written is removed.</param>
    /// <exception cref="StorageException">The backup is damaged, or the folder is not empty or in use; nothing was overwritten.</exception>
    public static BackupReport Run(string backup, string folder, bool isTrial, Action<BackupProgress> progress, CancellationToken stop)
    {
        var from = Path.GetFullPath(backup);
        var to = Path.GetFullPath(folder);
        if (!Directory.Exists(from))
        {
            throw new StorageException($"{from} does not exist");
        }

        if (isTrial)
        {
            if (Directory.Exists(to))
            {
                RefuseData(to);
            }

            return Check(from, progress, stop);
        }

        return DatabaseFiles.Locked(DataFolder.Make(to), folderLock =>
        {
            // Until it is done, so that no server starts here meanwhile.
            using (folderLock)
            {
                RefuseData(to);
                return Check(from, progress, stop) with { Place = Put(from, to, progress, stop) };
            }
        });
    }

    private static void RefuseData(string folder)
    {
        if (Directory.EnumerateFileSystemEntries(folder).FirstOrDefault(static entry => !s_nothing.Contains(Path.GetFileName(entry))) is { } entry)
        {
            throw new StorageException($"There is data in {folder} ({Path.GetFileName(entry)}): a restore needs an empty folder, and overwrites nothing");
        }
    }

    private static BackupReport Check(string from, Action<BackupProgress> progress, CancellationToken stop)
    {
        foreach (var name in new[] { BackupFolder.Tables, BackupFolder.Journal })
        {
            if (SqliteSession.HasWriteAheadLog(Path.Combine(from, name)))
            {
                throw new StorageException($"{from} is no backup but the copy of a data folder, with a write-ahead log beside {name}: copy all of its files instead, as docs/backup.md says");
            }
        }

        try
        {
            var manifest = BackupFolder.Verify(from, progress, stop);
            var counts = DataCheck.Run(DatabaseFiles.JournalIn(from), DatabaseFiles.TablesIn(from), progress);
            return manifest is null || manifest.Counts == counts
                ? new BackupReport(from, SqliteBackup.LengthIn(from), counts, manifest?.MadeAt)
                : throw new StorageException($"{from} is damaged: it held {manifest.Counts} and holds {counts}");
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The backup {from} cannot be read: {failure.Message.ReplaceLineEndings(" ")}", failure);
        }
    }

    private static string Put(string from, string to, Action<BackupProgress> progress, CancellationToken stop)
    {
        var (sourceTables, sourceJournal) = (Path.Combine(from, BackupFolder.Tables), Path.Combine(from, BackupFolder.Journal));
        var (tables, unfinished, journal) = (Path.Combine(to, BackupFolder.Tables), Path.Combine(to, UnfinishedJournal), Path.Combine(to, BackupFolder.Journal));
        try
        {
            foreach (var (source, target) in new[] { (sourceTables, tables), (sourceJournal, unfinished) })
            {
                BackupFolder.Compare(target, BackupFolder.Copy(source, target, progress, stop), progress, stop);
            }

            File.Move(unfinished, journal);
            FolderSync.Run(to);
            return to;
        }
        catch
        {
            // The journal first: while the tables are there alone, no server starts.
            foreach (var file in new[] { unfinished, journal, tables })
            {
                File.Delete(file);
            }

            throw;
        }
    }
}
