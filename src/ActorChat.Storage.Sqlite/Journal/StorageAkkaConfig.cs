using ActorChat.Actors.Rooms;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence.Sql.Config;
using LinqToDB;
using LinqToDB.Interceptors;

namespace ActorChat.Storage.Journal;

/// <summary>How Akka.Persistence.Sql is set up on the journal's file.</summary>
internal static class StorageAkkaConfig
{
    private const string Provider = "SQLite.MS";

    /// <summary>How long a write waits for another process's lock on the file before it fails: shorter than a client's request.</summary>
    private const int LockPatienceSeconds = 5;

    /// <summary>The plugins and the serializer. Events have no tags and no adapters; whoever persists them names no plugin.</summary>
    public static Config For(int maxWaiting) => ConfigurationFactory.ParseString($$"""
        akka.persistence.journal {
          plugin = "akka.persistence.journal.sql"
          sql {
            class = "{{typeof(ChatJournal).AssemblyQualifiedName}}"
            provider-name = "{{Provider}}"
            auto-initialize = off
            parallelism = 1
            buffer-size = {{maxWaiting}}
            batch-size = 1000
            tag-write-mode = Csv
            default.journal.use-writer-uuid-column = true
            # A write that is given up must not be done later: SQLite itself says in time what became of it. And a disk that has
            # room again is used again at once; partitions have a back-off of their own.
            circuit-breaker {
              max-failures = 1000000
              call-timeout = 1h
              reset-timeout = 1s
            }
          }
        }
        # Nobody takes snapshots: a store that has none, and refuses to be given any.
        akka.persistence.snapshot-store.plugin = "akka.persistence.no-snapshot-store"
        akka.actor {
          serializers.actorchat = "{{typeof(ChatEventSerializer).AssemblyQualifiedName}}"
          serialization-bindings {
            "{{typeof(RoomBatch).AssemblyQualifiedName}}" = actorchat
          }
        }
        """).WithFallback(Akka.Persistence.Sql.SqlPersistence.DefaultConfiguration);

    /// <summary>What the plugins take that text cannot say.</summary>
    public static Setup SetupFor(string journalPath, ConnectionInterceptor connections) =>
        new DataOptionsSetup(new DataOptions().UseConnectionString(Provider, ConnectionString(journalPath)).UseInterceptor(connections));

    /// <summary>A connection that names the journal's pool.</summary>
    public static Microsoft.Data.Sqlite.SqliteConnection Connection(string journalPath) => new(ConnectionString(journalPath));

    private static string ConnectionString(string journalPath) =>
        new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder { DataSource = journalPath, DefaultTimeout = LockPatienceSeconds }.ToString();
}
