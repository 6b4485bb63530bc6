using ActorChat.Storage.Sqlite.Schema;
using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Tests.Support;

/// <summary>Tables of an earlier server, made with its scripts.</summary>
internal static class OldTables
{
    /// <summary>Replaces the tables of a folder by those of the earlier scripts.</summary>
    /// <param name="folder">With both databases.</param>
    /// <param name="before">A part of the first script that is not run.</param>
    public static void Make(TempFolder folder, string before)
    {
        var database = ReadMeta(folder, "database");
        File.Delete(folder.File("chat.db"));
        using var session = SqliteSession.OpenToWrite(folder.File("chat.db"));
        session.Execute("""
            PRAGMA application_id = 1094927105;
            PRAGMA journal_mode = WAL;
            CREATE TABLE schema_version (version INTEGER PRIMARY KEY, script TEXT NOT NULL) STRICT;
            CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID
            """);
        var scripts = Scripts();
        Assert.Contains(scripts, script => script.Text.Contains(before, StringComparison.Ordinal));
        foreach (var ((name, text), index) in scripts.TakeWhile(script => !script.Text.Contains(before, StringComparison.Ordinal)).Select((script, index) => (script, index)))
        {
            session.Execute(text);
            session.Prepare("INSERT INTO schema_version VALUES (?, ?)").Bind(1, index + 1).Bind(2, name).Run();
        }

        session.Prepare("INSERT INTO meta VALUES ('database', ?1), ('rooms.partitions', '4')").Bind(1, database).Run();
    }

    private static string ReadMeta(TempFolder folder, string key)
    {
        using var session = SqliteSession.OpenToRead(folder.File("chat.db"));
        return session.ReadText($"SELECT value FROM meta WHERE key = '{key}'")!;
    }

    private static List<(string Name, string Text)> Scripts()
    {
        var assembly = typeof(SchemaFile).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith("Schema/tables_", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(name =>
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return (name, reader.ReadToEnd());
        })];
    }
}
