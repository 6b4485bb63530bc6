using ActorChat.Actors.Rooms;
using Akka.Configuration;
using Akka.Persistence.Sql;

namespace ActorChat.Storage.Journal;

/// <summary>The set-up of Akka.Persistence, for any engine.</summary>
internal static class ChatJournalConfig
{
    /// <summary>The plugins and the serializer. Events have no tags and no adapters; persistent actors name no plugin.</summary>
    public static Config For(int maxWaiting, Config engine) => ConfigurationFactory.ParseString($$"""
        akka.persistence.journal {
          plugin = "akka.persistence.journal.sql"
          sql {
            class = "{{typeof(ChatJournal).AssemblyQualifiedName}}"
            auto-initialize = off
            buffer-size = {{maxWaiting}}
            batch-size = 1000
            tag-write-mode = Csv
            default.journal.use-writer-uuid-column = true
            # A write that is given up must not be done later: the engine itself says in time what became of it. And a disk that has
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
        """).WithFallback(engine).WithFallback(SqlPersistence.DefaultConfiguration);
}
