using ActorChat.Actors.Common;
using ActorChat.Storage.PostgreSql.Connections;

namespace ActorChat.Storage.PostgreSql.Journal;

/// <summary>
/// Deletes rows from the journal beside the appends: some at a time, the oldest first, each in its own transaction, which leaves a journal without a gap wherever
/// it is interrupted.
/// </summary>
internal sealed class JournalTrims(Pool writes) : IAsyncDisposable
{
    /// <summary>Rows deleted in one transaction: takes some milliseconds.</summary>
    private const int Rows = 1000;

    private const string Range = "SELECT coalesce(min(sequence_number), 0), coalesce(max(sequence_number), 0) FROM journal WHERE persistence_id = $1";
    private const string Delete = "DELETE FROM journal WHERE persistence_id = $1 AND sequence_number >= $2 AND sequence_number <= $3";

    // The highest row always stays: it tells where numbers continue.
    private const string Hide = "UPDATE journal SET deleted = true WHERE persistence_id = $1 AND sequence_number <= $2 AND NOT deleted";

    private readonly SemaphoreSlim _turn = new(1);
    private volatile bool _isClosed;

    /// <summary>Completes once the rows of a stream up to a number are deleted.</summary>
    public async Task AddAsync(string persistenceId, long upTo)
    {
        await _turn.WaitAsync();
        try
        {
            var (first, last) = await writes.ReadAsync(connection => connection.Command(Range, Sql.Text(persistenceId)).FirstAsync(row => (row.GetInt64(0), row.GetInt64(1))));
            var limit = Math.Min(upTo, last - 1);
            for (var from = first; from <= limit; from += Rows)
            {
                if (_isClosed)
                {
                    throw new StorageBusyException("The storage is closing.");
                }

                var to = Math.Min(limit, from + Rows - 1);
                await writes.WriteAsync(connection => connection.Command(Delete, Sql.Text(persistenceId), Sql.Number(from), Sql.Number(to)).RunAsync());
            }

            if (upTo >= last)
            {
                await writes.WriteAsync(connection => connection.Command(Hide, Sql.Text(persistenceId), Sql.Number(upTo)).RunAsync());
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>What is under way ends with its present piece.</summary>
    public async ValueTask DisposeAsync()
    {
        _isClosed = true;
        await _turn.WaitAsync();
        _turn.Release();
    }
}
