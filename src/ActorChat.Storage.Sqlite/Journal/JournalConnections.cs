using System.Data.Common;
using System.Runtime.CompilerServices;
using LinqToDB.Interceptors;
using Microsoft.Data.Sqlite;
using ActorChat.Storage.Sqlite.Connections;
using SQLitePCL;

namespace ActorChat.Storage.Sqlite.Journal;

/// <summary>Moves each of the journal's connections to the journal's thread, and makes its commits synchronous, because durability depends on them.</summary>
internal sealed class JournalConnections(JournalThread thread, long checkpointBytes) : ConnectionInterceptor
{
    private readonly ConditionalWeakTable<sqlite3, object> _prepared = [];

    public override async Task ConnectionOpeningAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken) =>
        await thread.EnterAsync();

    public override void ConnectionOpened(ConnectionEventData eventData, DbConnection connection) => Prepare((SqliteConnection)connection);

    public override Task ConnectionOpenedAsync(ConnectionEventData eventData, DbConnection connection, CancellationToken cancellationToken)
    {
        Prepare((SqliteConnection)connection);
        return Task.CompletedTask;
    }

    /// <summary>Once for each connection to the file: the provider keeps them open and hands them out again.</summary>
    private void Prepare(SqliteConnection connection)
    {
        if (connection.Handle is not { } handle || !_prepared.TryAdd(handle, handle))
        {
            return;
        }

        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A number of our own.
        command.CommandText = $"PRAGMA synchronous = FULL; PRAGMA cache_size = -8192; {LogCheckpoints.Pragmas(checkpointBytes)}";
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
