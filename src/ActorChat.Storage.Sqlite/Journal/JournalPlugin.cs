using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence.Sql.Config;
using LinqToDB;
using LinqToDB.Interceptors;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite.Journal;

/// <summary>How Akka.Persistence.Sql reads the journal's file.</summary>
internal static class JournalPlugin
{
    private const string Provider = "SQLite.MS";

    /// <summary>How long a write waits for another process's lock on the file before it fails: less than a client's request timeout.</summary>
    private const int LockPatienceSeconds = 5;

    /// <summary>SQLite takes one writer at a time.</summary>
    public static Config Config { get; } = ConfigurationFactory.ParseString($$"""
        akka.persistence.journal.sql {
          provider-name = "{{Provider}}"
          parallelism = 1
        }
        """);

    /// <summary>The plugin's settings that text cannot express.</summary>
    public static Setup SetupFor(string journalPath, ConnectionInterceptor connections) =>
        new DataOptionsSetup(new DataOptions().UseConnectionString(Provider, ConnectionString(journalPath)).UseInterceptor(connections));

    /// <summary>A connection that names the journal's pool.</summary>
    public static SqliteConnection Connection(string journalPath) => new(ConnectionString(journalPath));

    private static string ConnectionString(string journalPath) =>
        new SqliteConnectionStringBuilder { DataSource = journalPath, DefaultTimeout = LockPatienceSeconds }.ToString();
}
