using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Tests.Support;

/// <summary>A temporary data folder.</summary>
public sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("actorchat-storage-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>The names and contents of its files, to see that nothing was changed.</summary>
    public IReadOnlyList<string> Contents() =>
        [.. Directory.GetFiles(Path).Where(file => System.IO.Path.GetFileName(file) != "lock").Order(StringComparer.Ordinal).Select(file => $"{System.IO.Path.GetFileName(file)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.IO.File.ReadAllBytes(file)))}")];

    /// <summary>Puts an event of a room partition into the journal in this folder, with any content: a start looks only at its number.</summary>
    public void AddJournalEvent(int partition, long sequenceNr) =>
        Execute("journal.db", $"INSERT INTO journal (deleted, persistence_id, sequence_number, created, message) VALUES (0, 'room-writer-{partition}', {sequenceNr}, 0, x'00')");

    public void Execute(string file, string sql)
    {
        using var session = SqliteSession.OpenToWrite(File(file));
        session.Execute(sql);
        session.ReadNumber("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
