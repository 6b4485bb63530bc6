using System.Globalization;
using ActorChat.Storage.Sqlite.Accounts;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Sqlite.Copy;
using ActorChat.Storage.Sqlite.History;
using ActorChat.Storage.Sqlite.Projection;
using ActorChat.Storage.Sqlite.Schema;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite;

/// <summary>
/// The data folder: <c>journal.db</c> and <c>chat.db</c>, checked, updated to the current schema, and locked against a second server. A folder that cannot be
/// used is refused before anything in it is changed.
/// </summary>
internal sealed class DatabaseFiles : IAsyncDisposable
{
    private const int TablesId = 0x41434301;
    private const int JournalId = 0x41434302;

    private readonly FileStream _lock;

    private DatabaseFiles(FileStream folderLock, SchemaFile journal, SchemaFile tables, DataEpoch epoch, DatabaseSettings settings, TimeProvider clock)
    {
        _lock = folderLock;
        (JournalPath, TablesPath, Epoch) = (journal.Path, tables.Path, epoch);
        Writer = new WriteThread(OpenTablesToWrite(settings), settings.MaxWaitingWrites, TablesPath, settings.CheckpointBytes, clock);
        FormerTexts = new FormerTextRewrites(Writer, clock);
        Readers = new ReaderPool(settings.Readers, settings.MaxWaitingReads, () => OpenTablesToRead(settings));
    }

    public string JournalPath { get; }

    public string TablesPath { get; }

    /// <summary>A problem of the folder for the operator; null if there is none.</summary>
    public string? Warning { get; private init; }

    public DataEpoch Epoch { get; }

    public WriteThread Writer { get; }

    public FormerTextRewrites FormerTexts { get; }

    public ReaderPool Readers { get; }

    /// <summary>Opens a folder that no server uses, to copy it; nothing in it is changed.</summary>
    /// <exception cref="StorageException">The folder or a file in it cannot be used.</exception>
    public static SqliteRows OpenRows(string folder)
    {
        var full = Path.GetFullPath(folder);
        if (!Directory.Exists(full))
        {
            throw new StorageException($"The data folder {full} does not exist");
        }

        return Locked(full, folderLock =>
        {
            var (journal, tables) = (JournalIn(full), TablesIn(full));
            foreach (var file in new[] { journal, tables })
            {
                if (!file.IsMade)
                {
                    throw new StorageException($"There is no data of this server in {full}");
                }

                file.Verify(0);
                if (!file.IsCurrent)
                {
                    throw new StorageException($"{file.Path} was made by an older server: start this one on it once, and stop it");
                }
            }

            return new SqliteRows(full, folderLock, SqliteSession.OpenToRead(journal.Path), SqliteSession.OpenToRead(tables.Path));
        });
    }

    /// <summary>Opens a folder without data, and makes its files, to copy into it.</summary>
    /// <exception cref="StorageException">The folder cannot be used.</exception>
    public static EmptySqlite OpenEmpty(string folder, int partitions)
    {
        var full = DataFolder.Make(folder);
        return Locked(full, folderLock =>
        {
            var (journal, tables) = (JournalIn(full), TablesIn(full));
            var meta = Verify(journal, tables, partitions, 0);
            journal.Migrate(meta);
            tables.Migrate(meta);
            return new EmptySqlite(full, folderLock, SqliteSession.OpenToWrite(journal.Path), SqliteSession.OpenToWrite(tables.Path));
        });
    }

    /// <exception cref="StorageException">The folder or a file in it cannot be used.</exception>
    public static DatabaseFiles Open(string folder, int partitions, DatabaseSettings settings, TimeProvider clock, Action<string>? updating)
    {
        var full = DataFolder.Make(folder);
        return Locked(full, folderLock =>
        {
            var (journal, tables) = (JournalIn(full), TablesIn(full));
            var meta = Verify(journal, tables, partitions, settings.CheckUpToBytes);
            var warning = DataFolder.Close(full);
            journal.Migrate(meta, updating);
            tables.Migrate(meta, updating);
            return new DatabaseFiles(folderLock, journal, tables, DataEpoch.Settle(full, journal, tables), settings, clock) { Warning = warning };
        });
    }

    public async ValueTask DisposeAsync()
    {
        await FormerTexts.DisposeAsync();
        await Readers.DisposeAsync();
        await Writer.DisposeAsync();
        await _lock.DisposeAsync();
    }

    /// <summary>The values with which both files are, or will be, created.</summary>
    internal static Dictionary<string, string> Verify(SchemaFile journal, SchemaFile tables, int partitions, long checkUpToBytes)
    {
        var wanted = partitions.ToString(CultureInfo.InvariantCulture);
        // The journal is created first. Tables without a journal have lost it; a journal without tables was created a moment before a crash.
        if (!journal.Exists && tables.Exists)
        {
            throw MissingBeside(journal, tables);
        }

        foreach (var file in new[] { journal, tables }.Where(file => file.Exists))
        {
            file.Verify(checkUpToBytes);
        }

        if (!journal.IsMade && tables.IsMade)
        {
            throw MissingBeside(journal, tables);
        }

        foreach (var file in new[] { journal, tables }.Where(file => file.IsMade))
        {
            if (file.Meta("rooms.partitions") is { } stored && stored != wanted)
            {
                throw new StorageException($"{file.Path} was created with actorchat.rooms.partitions = {stored}, not {wanted}: the number cannot be changed");
            }
        }

        var id = journal.IsMade ? journal.Meta("database") : null;
        if (tables.IsMade && tables.Meta("database") != id)
        {
            throw new StorageException($"{tables.Path} does not belong to {journal.Name}: restore a backup of both databases");
        }

        if (journal.IsMade)
        {
            Continuity.Check(journal, tables, partitions);
        }

        return new() { ["rooms.partitions"] = wanted, ["database"] = id ?? Guid.NewGuid().ToString("N") };
    }

    private static StorageException MissingBeside(SchemaFile missing, SchemaFile other) => new($"{missing.Path} is missing beside {other.Name}: restore a backup of both databases");

    internal static SchemaFile JournalIn(string folder) => new(Path.Combine(folder, "journal.db"), "journal", JournalId);

    internal static SchemaFile TablesIn(string folder) => new(Path.Combine(folder, "chat.db"), "tables", TablesId);

    /// <summary>What is opened in a locked folder keeps the lock; a failure gives it back.</summary>
    internal static T Locked<T>(string folder, Func<FileStream, T> open)
    {
        var folderLock = Lock(folder);
        try
        {
            return open(folderLock);
        }
        catch (Exception failure)
        {
            folderLock.Dispose();
            if (failure is SqliteException or IOException or UnauthorizedAccessException)
            {
                throw new StorageException($"The data folder {folder} cannot be used: {failure.Message.ReplaceLineEndings(" ")}", failure);
            }

            throw;
        }
    }

    private static FileStream Lock(string folder)
    {
        var path = Path.Combine(folder, "lock");
        try
        {
            return DataFolder.OpenAlone(path);
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new StorageException($"The data folder {folder} is not writable: {failure.Message}", failure);
        }
        catch (IOException failure)
        {
            throw new StorageException($"The data folder {folder} is in use by another server, or cannot be written: {failure.Message}", failure);
        }
    }

    private SqliteSession OpenTablesToWrite(DatabaseSettings settings)
    {
        var session = SqliteSession.OpenToWrite(TablesPath);
        session.Execute($"""
            PRAGMA synchronous = NORMAL;
            PRAGMA secure_delete = ON;
            PRAGMA cache_size = {-settings.WriteCacheBytes / 1024};
            {LogCheckpoints.Pragmas(settings.CheckpointBytes)};
            PRAGMA temp_store = MEMORY
            """);
        LoginSkeletons.Refresh(session);
        return session;
    }

    private SqliteSession OpenTablesToRead(DatabaseSettings settings)
    {
        var session = SqliteSession.OpenToRead(TablesPath);
        session.Execute($"PRAGMA cache_size = {-settings.ReadCacheBytes / 1024}; PRAGMA mmap_size = {settings.MapBytes}");
        return session;
    }
}
