using System.Globalization;
using ActorChat.Actors.Common;
using ActorChat.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace ActorChat.Storage.Journal;

/// <summary>Finds out whether the two databases can be written by writing to them, at most once a second.</summary>
internal sealed class HealthProbe(ChatDatabase database, JournalThread journal, long checkpointBytes, TimeProvider clock)
{
    private const string Write = "INSERT INTO meta VALUES ('probed', ?1) ON CONFLICT (key) DO UPDATE SET value = ?1";

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _turn = new();
    private Task<(string? Journal, string? Tables)>? _latest;
    private long _at;

    /// <summary>What keeps the journal and the tables from being written; null for what nothing keeps.</summary>
    public Task<(string? Journal, string? Tables)> CheckAsync()
    {
        lock (_turn)
        {
            if (_latest is null || (_latest.IsCompleted && clock.GetElapsedTime(_at) >= Every))
            {
                (_latest, _at) = (ProbeAsync(), clock.GetTimestamp());
            }

            return _latest;
        }
    }

    private async Task<(string? Journal, string? Tables)> ProbeAsync()
    {
        var now = IsoTime.Text(clock.GetUtcNow().ToUnixTimeMilliseconds());
        var journal = ProblemAsync(ProbeJournalAsync(now));
        var tables = ProblemAsync(database.Writer.RunAsync(session => session.Prepare(Write).Bind(1, now).Run()));
        return (await journal, await tables);
    }

    private async Task ProbeJournalAsync(string now)
    {
        await journal.EnterAsync();
        using var session = SqliteSession.OpenToWrite(database.JournalPath);
        session.Execute(LogCheckpoints.Pragmas(checkpointBytes));
        session.Prepare(Write).Bind(1, now).Run();
    }

    private async Task<string?> ProblemAsync(Task probe)
    {
        try
        {
            await probe.WaitAsync(Patience, clock);
            return null;
        }
        catch (TimeoutException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"a write took longer than {Patience.TotalSeconds} s");
        }
        catch (Exception failure) when (failure is SqliteException or StorageBusyException)
        {
            return failure.Message;
        }
    }
}
