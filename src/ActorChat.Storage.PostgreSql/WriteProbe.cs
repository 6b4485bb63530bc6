using ActorChat.Actors.Common;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.PostgreSql.Schema;

namespace ActorChat.Storage.PostgreSql;

/// <summary>Writes a moment into <c>meta</c>. Journal and tables are one database, so it is written once for both.</summary>
internal sealed class WriteProbe(Pool writes) : IWriteProbe
{
    public Task WriteJournalAsync(long now) => writes.WriteAsync(connection => connection.Command(Meta.Set, Sql.Text(Meta.Probed), Sql.Text(IsoTime.Text(now))).RunAsync());

    public Task WriteTablesAsync(long now) => WriteJournalAsync(now);
}
