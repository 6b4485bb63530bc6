using System.Buffers.Binary;
using System.Reflection;
using ActorChat.Storage.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite.Schema;

/// <summary>
/// One database file and the scripts that create it. Every file stores what it is (<c>application_id</c>), the version of its schema (<c>schema_version</c>),
/// and in <c>meta</c> which other file it belongs to.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="scripts">The prefix of its scripts: <c>tables</c> for <c>tables_001.sql</c>, …</param>
/// <param name="applicationId">The number in its header that marks it as one of ours.</param>
internal sealed class SchemaFile(string path, string scripts, int applicationId)
{
    private const int HeaderLength = 100;

    public string Path { get; } = path;

    public string Name => System.IO.Path.GetFileName(Path);

    public bool Exists => File.Exists(Path) && new FileInfo(Path).Length > 0;

    /// <summary>Whether it holds anything: an interrupted first start leaves a file without a schema, which the next one creates again.</summary>
    public bool IsMade => Exists && Version() > 0;

    /// <summary>Whether no script has to run.</summary>
    public bool IsCurrent => Version() == Scripts().Count;

    /// <summary>Refuses a file that is not ours, is damaged, or is newer than this server; reads only.</summary>
    /// <exception cref="StorageException">It cannot be used.</exception>
    public void Verify(long checkUpToBytes)
    {
        CheckHeader();
        try
        {
            using var session = SqliteSession.OpenToInspect(Path);
            var version = VersionIn(session);
            if (version > Scripts().Count)
            {
                throw new StorageException($"{Path} was made by a newer server (schema {version}, this one supports {Scripts().Count}): start the newer server, or restore a backup");
            }

            if (new FileInfo(Path).Length <= checkUpToBytes && session.ReadText("PRAGMA quick_check(1)") is { } finding && finding != "ok")
            {
                throw Damaged(finding);
            }
        }
        catch (SqliteException failure)
        {
            throw Damaged(failure.Message);
        }
    }

    /// <summary>The value of a key that the file was created with; null if there is none.</summary>
    public string? Meta(string key)
    {
        try
        {
            using var session = SqliteSession.OpenToInspect(Path);
            if (VersionIn(session) == 0)
            {
                return null;
            }

            var find = session.Prepare("SELECT value FROM meta WHERE key = ?").Bind(1, key);
            return find.Step() ? find.Text(0) : null;
        }
        catch (SqliteException failure)
        {
            throw Damaged(failure.Message);
        }
    }

    /// <summary>Creates the file if it is missing, and updates its schema: each script in a separate transaction.</summary>
    /// <param name="meta">What a new file is created with.</param>
    /// <param name="updating">Is told before each script that changes an existing file: it may take minutes.</param>
    public void Migrate(IReadOnlyDictionary<string, string> meta, Action<string>? updating = null)
    {
        try
        {
            DataFolder.MakeFile(Path);
            using var session = SqliteSession.OpenToWrite(Path);
            // Before the write-ahead log is switched on: in it the mark could not be seen from outside if this start were interrupted.
            if (!Exists)
            {
                session.Execute($"PRAGMA application_id = {applicationId}");
            }

            session.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
            session.Execute("""
                CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, script TEXT NOT NULL) STRICT;
                CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID
                """);
            var done = VersionIn(session);
            foreach (var (script, index) in Scripts().Select((script, index) => (script, index)).Skip((int)done))
            {
                if (done > 0)
                {
                    updating?.Invoke(SchemaUpdate.Of(Path, index + 1, Scripts().Count));
                }

                session.Execute("BEGIN IMMEDIATE");
                session.Execute(Text(script));
                session.Prepare("INSERT INTO schema_version VALUES (?, ?)").Bind(1, index + 1).Bind(2, script).Run();
                foreach (var (key, value) in meta)
                {
                    session.Prepare("INSERT OR IGNORE INTO meta VALUES (?, ?)").Bind(1, key).Bind(2, value).Run();
                }

                session.Execute("COMMIT");
            }

            session.ReadNumber("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException failure)
        {
            throw new StorageException($"{Path} cannot be updated to the current schema: {failure.Message}", failure);
        }
    }

    /// <summary>The file's header (SQLite's "Database File Format", section 1.3), read without SQLite, which would create files beside it.</summary>
    private void CheckHeader()
    {
        var header = new byte[HeaderLength];
        long length;
        using (var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        {
            length = file.Length;
            if (file.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false) < HeaderLength || !header.AsSpan().StartsWith("SQLite format 3\0"u8))
            {
                throw Damaged("it is no SQLite database");
            }
        }

        if (Number(68) != applicationId)
        {
            throw new StorageException($"{Path} belongs to another program: move it away, or choose another folder");
        }

        // Valid only if no write-ahead log holds the rest, as after an interrupted checkpoint.
        if (length < Number(28) * (long)SqliteSession.PageBytes && !SqliteSession.HasWriteAheadLog(Path))
        {
            throw Damaged("its end is missing");
        }

        int Number(int at) => BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(at));
    }

    private long Version()
    {
        try
        {
            using var session = SqliteSession.OpenToInspect(Path);
            return VersionIn(session);
        }
        catch (SqliteException failure)
        {
            throw Damaged(failure.Message);
        }
    }

    /// <summary>The version of the schema; 0 if nothing was created yet.</summary>
    private static long VersionIn(SqliteSession session) =>
        session.ReadNumber("SELECT count(*) FROM sqlite_master") == 0 ? 0 : session.ReadNumber("SELECT max(version) FROM schema_version");

    private StorageException Damaged(string finding) => new($"{Path} is damaged ({finding.ReplaceLineEndings(" ")}): restore a backup of both databases");

    private List<string> Scripts() =>
        [.. Assembly.GetExecutingAssembly().GetManifestResourceNames().Where(name => name.StartsWith($"Schema/{scripts}_", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    private static string Text(string script)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(script)!);
        return reader.ReadToEnd();
    }
}
