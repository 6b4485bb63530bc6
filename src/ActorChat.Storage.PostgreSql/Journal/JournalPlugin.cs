using System.Data.Common;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Persistence.Sql.Config;
using LinqToDB;
using LinqToDB.Interceptors;

namespace ActorChat.Storage.PostgreSql.Journal;

/// <summary>How Akka.Persistence.Sql reads the journal.</summary>
internal static class JournalPlugin
{
    private const string Provider = ProviderName.PostgreSQL15;

    /// <summary>Each replay has a connection for as long as it takes.</summary>
    public static Config ConfigFor(int replays) => ConfigurationFactory.ParseString($$"""
        akka.persistence.journal.sql {
          provider-name = "{{Provider}}"
          parallelism = {{replays}}
        }
        """);

    /// <summary>The plugin's settings that text cannot express.</summary>
    public static Setup SetupFor(string connectionString, JournalWrites writes) =>
        new DataOptionsSetup(new DataOptions().UseConnectionString(Provider, connectionString).UseInterceptor(new AfterAppends(writes)));

    /// <summary>A replay sees the appends that were asked for before it: its connection is opened once they are answered.</summary>
    private sealed class AfterAppends(JournalWrites writes) : ConnectionInterceptor
    {
        public override Task ConnectionOpeningAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken) => writes.WhenAnsweredAsync();
    }
}
