using System.Security.Cryptography;
using ActorChat.Storage.Sqlite.Schema;
using ActorChat.Storage.Sqlite.Connections;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite.History;

/// <summary>
/// The epoch: the name of this history of the data, which tells a client when the numbers it remembers are no longer valid. It is created with the data, and
/// renewed whenever the databases do not match the folder's mark, as after a restore.
/// </summary>
internal sealed class DataEpoch
{
    public const int Length = 16;

    private const string FileName = "epoch";
    private const string Letters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const string Read = "SELECT value FROM meta WHERE key = 'epoch'";
    private const string Write = "INSERT INTO meta VALUES ('epoch', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1";

    private readonly Lock _turn = new();
    private readonly string _path;
    private readonly string _files;
    private long _position;

    private DataEpoch(string path, string value, string? renewed, long position, string files) =>
        (_path, Value, Renewed, _position, _files) = (path, value, renewed, position, files);

    public string Value { get; }

    /// <summary>Why this start renewed it; null if it did not, or if the data is new or from a server without epochs.</summary>
    public string? Renewed { get; }

    /// <summary>Finds the epoch of a folder's databases, which are up to date and used by nobody else.</summary>
    /// <exception cref="StorageException">It cannot be saved.</exception>
    public static DataEpoch Settle(string folder, SchemaFile journal, SchemaFile tables)
    {
        try
        {
            return Find(folder, journal, tables);
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The epoch of {tables.Path} cannot be read or written: {failure.Message.ReplaceLineEndings(" ")}", failure);
        }
    }

    private static DataEpoch Find(string folder, SchemaFile journal, SchemaFile tables)
    {
        var path = Path.Combine(folder, FileName);
        var files = $"{FileIdentity.Of(journal.Path)}/{FileIdentity.Of(tables.Path)}";
        var position = PositionOf(journal);
        using var session = SqliteSession.OpenToWrite(tables.Path);
        session.Execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0");
        var known = session.ReadText(Read);
        var doubt = known is null ? null : HistoryMark.Doubt(ReadMark(path), known, position, files);
        var epoch = known is null || doubt is not null ? RandomNumberGenerator.GetString(Letters, Length) : known;
        if (epoch != known)
        {
            // A crash between this and the mark renews it at the next start: nobody has seen it yet.
            session.Prepare(Write).Bind(1, epoch).Run();
        }

        var found = new DataEpoch(path, epoch, doubt, position, files);
        found.WriteMark(position);
        return found;
    }

    /// <summary>Saves how far the journal has come. It is called now and then: what a crash loses of it makes the mark too low, never too high.</summary>
    public void Reached(long position)
    {
        lock (_turn)
        {
            if (position <= _position)
            {
                return;
            }

            try
            {
                WriteMark(position);
                _position = position;
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // A full disk: the journal's own failures report that. The next call tries again.
            }
        }
    }

    private static long PositionOf(SchemaFile journal)
    {
        using var session = SqliteSession.OpenToRead(journal.Path);
        return session.ReadNumber("SELECT max(ordering) FROM journal");
    }

    private static HistoryMark? ReadMark(string path) => File.Exists(path) ? HistoryMark.Parse(File.ReadAllText(path)) : null;

    /// <summary>Writes all of it or nothing, whenever the machine stops.</summary>
    private void WriteMark(long position)
    {
        var unfinished = _path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(unfinished, options))
        {
            file.Write(System.Text.Encoding.ASCII.GetBytes(new HistoryMark(Value, position, _files).Print()));
            file.Flush(flushToDisk: true);
        }

        File.Move(unfinished, _path, overwrite: true);
    }
}
