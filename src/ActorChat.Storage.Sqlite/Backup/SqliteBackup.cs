using ActorChat.Storage.Backup;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Sqlite.Schema;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite.Backup;

/// <summary>
/// Copies a data folder while a server runs on it, or not. The tables hold the journal up to an offset, and the journal is trimmed up to it, so both copies must be
/// of one moment: two read transactions, the tables' first and the journal's at once after it, fix what both will hold, however long copying takes.
/// The copy gets its name when it is whole and checked; until then it is called <c>….partial</c>.
/// </summary>
internal static class SqliteBackup
{
    /// <summary>How often a moment is chosen again because the journal was trimmed between the two transactions, which are less than a millisecond apart.</summary>
    private const int Attempts = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="StorageException">There is no backup; nothing was overwritten.</exception>
    public static BackupReport Make(string folder, string target, string version, TimeProvider clock, Action<BackupProgress> progress, CancellationToken stop)
    {
        var (from, to) = (Path.GetFullPath(folder), Path.TrimEndingDirectorySeparator(Path.GetFullPath(target)));
        var partial = to + ".partial";
        Refuse(from, to, partial);
        var (journal, tables) = (DatabaseFiles.JournalIn(from), DatabaseFiles.TablesIn(from));
        foreach (var file in new[] { journal, tables })
        {
            if (!file.Exists)
            {
                throw new StorageException($"There is no data of this server in {from}: {file.Name} is missing");
            }
        }

        try
        {
            var madeAt = clock.GetUtcNow();
            DataFolder.Make(partial);
            var counts = Copy(journal, tables, partial, progress, stop);
            var copied = DataCheck.Run(DatabaseFiles.JournalIn(partial), DatabaseFiles.TablesIn(partial), progress);
            if (copied != counts)
            {
                throw new StorageException($"The copy is not the same: {counts} became {copied}");
            }

            BackupFolder.Describe(partial, version, madeAt, counts, progress, stop);
            FolderSync.Run(partial);
            Directory.Move(partial, to);
            FolderSync.Run(Path.GetDirectoryName(to)!);
            return new BackupReport(to, LengthIn(to), counts, madeAt);
        }
        catch (Exception failure)
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }

            if (failure is SqliteException or IOException or UnauthorizedAccessException)
            {
                throw new StorageException($"{from} cannot be copied to {to}: {failure.Message.ReplaceLineEndings(" ")}", failure);
            }

            throw;
        }
    }

    public static long LengthIn(string folder) =>
        new FileInfo(Path.Combine(folder, BackupFolder.Tables)).Length + new FileInfo(Path.Combine(folder, BackupFolder.Journal)).Length;

    private static void Refuse(string from, string to, string partial)
    {
        if (Path.Exists(to))
        {
            throw new StorageException($"{to} exists: a backup needs a new folder, and overwrites nothing");
        }

        if (Path.Exists(partial))
        {
            throw new StorageException($"{partial} exists: another backup is being made, or was interrupted; if none is, remove it");
        }

        if (!Directory.Exists(Path.GetDirectoryName(to)))
        {
            throw new StorageException($"{Path.GetDirectoryName(to)} does not exist: make it first");
        }

        if (to.StartsWith(Path.TrimEndingDirectorySeparator(from) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new StorageException($"{to} is within the data folder: a backup belongs on another disk");
        }
    }

    private static DataCounts Copy(SchemaFile journal, SchemaFile tables, string partial, Action<BackupProgress> progress, CancellationToken stop)
    {
        using var events = SqliteSession.OpenToRead(journal.Path);
        using var rows = SqliteSession.OpenToRead(tables.Path);
        events.WaitForLocks(Patience);
        rows.WaitForLocks(Patience);
        FixMoment(journal, events, tables, rows);
        foreach (var (file, session) in new[] { (tables, rows), (journal, events) })
        {
            var copy = Path.Combine(partial, file.Name);
            DataFolder.MakeFile(copy);
            using (var target = SqliteSession.OpenToWrite(copy))
            {
                session.CopyTo(target, (done, total) => progress(new BackupProgress($"copying {file.Name}", done, total)), stop);
            }

            using var written = DataFolder.OpenAlone(copy);
            written.Flush(flushToDisk: true);
        }

        return DataCheck.Count(events, rows);
    }

    /// <summary>Begins the two transactions whose moments fit together.</summary>
    private static void FixMoment(SchemaFile journal, SqliteSession events, SchemaFile tables, SqliteSession rows)
    {
        var partitions = DataCheck.PartitionsOf(tables, rows);
        for (var attempt = 1; ; attempt++)
        {
            rows.Execute("BEGIN; SELECT count(*) FROM projection_offset");
            events.Execute("BEGIN; SELECT ordering FROM journal LIMIT 1");
            try
            {
                Continuity.Check(journal, events, tables, rows, partitions);
                return;
            }
            catch (StorageException) when (attempt < Attempts)
            {
                rows.ResetAll();
                events.ResetAll();
                rows.Rollback();
                events.Rollback();
            }
        }
    }
}
