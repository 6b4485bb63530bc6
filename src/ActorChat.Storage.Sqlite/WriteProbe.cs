using ActorChat.Actors.Common;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Sqlite.Journal;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Sqlite;

/// <summary>Writes a moment into <c>meta</c> of either file.</summary>
internal sealed class WriteProbe(DatabaseFiles database, JournalThread journal, long checkpointBytes) : IWriteProbe
{
    private const string Write = "INSERT INTO meta VALUES ('probed', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1";

    public async Task WriteJournalAsync(long now)
    {
        await journal.EnterAsync();
        try
        {
            using var session = SqliteSession.OpenToWrite(database.JournalPath);
            session.Execute(LogCheckpoints.Pragmas(checkpointBytes));
            session.Prepare(Write).Bind(1, IsoTime.Text(now)).Run();
        }
        catch (SqliteException failure)
        {
            throw SqliteFailure.Told(failure);
        }
    }

    public Task WriteTablesAsync(long now) => database.Writer.RunAsync(session => session.Prepare(Write).Bind(1, IsoTime.Text(now)).Run());
}
