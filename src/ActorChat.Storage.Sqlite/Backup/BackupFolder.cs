using System.Security.Cryptography;
using System.Text.Json;
using ActorChat.Storage.Backup;

namespace ActorChat.Storage.Sqlite.Backup;

/// <summary>
/// A folder with a backup: the two databases, and <c>backup.json</c> with their sizes and hashes, which says whether they are still as they were made. A backup
/// that was made by hand has no such file.
/// </summary>
internal static class BackupFolder
{
    public const string Journal = "journal.db";
    public const string Tables = "chat.db";

    private const string ManifestName = "backup.json";
    private const int Format = 1;
    private const int BufferBytes = 1 << 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Hashes the two databases and writes down what the folder holds.</summary>
    public static void Describe(string folder, string version, DateTimeOffset madeAt, DataCounts counts, Action<BackupProgress> progress, CancellationToken stop)
    {
        BackupFile[] files = [Of(Path.Combine(folder, Tables), progress, stop), Of(Path.Combine(folder, Journal), progress, stop)];
        using var file = DataFolder.OpenAlone(Path.Combine(folder, ManifestName));
        JsonSerializer.Serialize(file, new BackupManifest(Format, madeAt, version, counts, files), Json);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Refuses a folder whose databases are not as they were made.</summary>
    /// <returns>What was written down; null if the backup was made by hand.</returns>
    /// <exception cref="StorageException">It is no backup, or damaged.</exception>
    public static BackupManifest? Verify(string folder, Action<BackupProgress> progress, CancellationToken stop)
    {
        foreach (var name in new[] { Tables, Journal })
        {
            if (!File.Exists(Path.Combine(folder, name)))
            {
                throw new StorageException($"{folder} is no backup: {name} is missing");
            }
        }

        if (ReadManifest(Path.Combine(folder, ManifestName)) is not { } manifest)
        {
            return null;
        }

        foreach (var written in manifest.Files)
        {
            Compare(Path.Combine(folder, written.Name), written, progress, stop);
        }

        return manifest;
    }

    /// <summary>Refuses a file with other contents than were written down.</summary>
    /// <exception cref="StorageException">It has others.</exception>
    public static void Compare(string path, BackupFile written, Action<BackupProgress> progress, CancellationToken stop)
    {
        if (Of(path, progress, stop) is var found && (found.Bytes != written.Bytes || found.Sha256 != written.Sha256))
        {
            throw new StorageException($"{path} is damaged: it is not as it was when the backup was made; take another backup");
        }
    }

    public static BackupFile Of(string path, Action<BackupProgress> progress, CancellationToken stop) =>
        Read(path, $"reading {Path.GetFileName(path)}", static _ => { }, progress, stop);

    /// <summary>Copies a file to a new one, which is on disk when this returns.</summary>
    /// <returns>What was read.</returns>
    public static BackupFile Copy(string from, string to, Action<BackupProgress> progress, CancellationToken stop)
    {
        using var target = DataFolder.OpenAlone(to);
        var read = Read(from, $"writing {Path.GetFileName(from)}", part => target.Write(part), progress, stop);
        target.Flush(flushToDisk: true);
        return read;
    }

    private static BackupFile Read(string path, string work, Action<byte[]> take, Action<BackupProgress> progress, CancellationToken stop)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        var done = 0L;
        for (int read; (read = file.Read(buffer)) > 0; progress(new BackupProgress(work, done += read, file.Length)))
        {
            stop.ThrowIfCancellationRequested();
            var part = read == buffer.Length ? buffer : buffer[..read];
            hash.AppendData(part);
            take(part);
        }

        return new BackupFile(Path.GetFileName(path), file.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static BackupManifest? ReadManifest(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize<BackupManifest>(file, Json) is { Files.Count: 2 } manifest && manifest.Files.Select(static file => file.Name).Order(StringComparer.Ordinal).SequenceEqual([Tables, Journal])
                ? manifest.Format <= Format ? manifest : throw new StorageException($"{path} was made by a newer server: restore it with that one")
                : throw Damaged(path);
        }
        catch (JsonException)
        {
            throw Damaged(path);
        }
    }

    private static StorageException Damaged(string path) => new($"{path} is damaged: it does not name the two databases; take another backup");
}

/// <summary>What a backup holds, as it was when it was made.</summary>
/// <param name="Format">The version of this record.</param>
/// <param name="MadeAt">When it began: everything that was acknowledged before is in it.</param>
/// <param name="Version">The version of the program that made it.</param>
/// <param name="Counts">How much it holds.</param>
/// <param name="Files">The two databases.</param>
internal sealed record BackupManifest(int Format, DateTimeOffset MadeAt, string Version, DataCounts Counts, IReadOnlyList<BackupFile> Files);

/// <summary>A file of a backup.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Sha256">Its hash in hex.</param>
internal sealed record BackupFile(string Name, long Bytes, string Sha256);
