using ActorChat.Storage.Engine;
using ActorChat.Storage.Projection;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Projection;

/// <summary>The projection's changes of the tables: each plan is one transaction of the write thread.</summary>
internal sealed class ProjectionTables(DatabaseFiles database) : IProjectionTables
{
    /// <summary>A commit without changes synchronises nothing.</summary>
    private const string Touch = "UPDATE projection_offset SET synced = synced + 1 WHERE partition = ?";

    private readonly PlanWriter _writer = new();

    public Task<IReadOnlyDictionary<int, long>> ReadOffsetsAsync() => database.Readers.RunAsync<IReadOnlyDictionary<int, long>>(ReadOffsets);

    public Task<long> ReadOffsetAsync(int partition) => database.Readers.RunAsync(session => ReadOffsets(session).GetValueOrDefault(partition));

    public async Task WriteAsync(ProjectionPlan plan)
    {
        var isReplaced = false;
        try
        {
            await database.Writer.RunAloneAsync(session => isReplaced = _writer.Write(session, plan));
        }
        catch
        {
            _writer.Failed();
            throw;
        }

        if (isReplaced)
        {
            database.FormerTexts.Begin();
        }
    }

    public Task MakeDurableAsync(int partition) => database.Writer.RunAsync(session => session.Prepare(Touch).Bind(1, partition).Run());

    /// <summary>How far the tables have come in the journal of each partition.</summary>
    public static Dictionary<int, long> ReadOffsets(SqliteSession session)
    {
        var offsets = new Dictionary<int, long>();
        var read = session.Prepare("SELECT partition, sequence_nr FROM projection_offset");
        while (read.Step())
        {
            offsets.Add((int)read.Number(0), read.Number(1));
        }

        return offsets;
    }
}
