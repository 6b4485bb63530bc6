using System.Globalization;
using ActorChat.Storage.Engine;

namespace ActorChat.Storage.Health;

/// <summary>Finds out whether journal and tables can be written, by writing to them, at most once a second.</summary>
internal sealed class HealthProbe(IWriteProbe probe, TimeProvider clock)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _turn = new();
    private Task<(string? Journal, string? Tables)>? _latest;
    private long _at;

    /// <summary>Why the journal and the tables cannot be written; null for what can be.</summary>
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
        var now = clock.GetUtcNow().ToUnixTimeMilliseconds();
        var journal = ProblemAsync(probe.WriteJournalAsync(now));
        var tables = ProblemAsync(probe.WriteTablesAsync(now));
        return (await journal, await tables);
    }

    private async Task<string?> ProblemAsync(Task write)
    {
        try
        {
            await write.WaitAsync(Patience, clock);
            return null;
        }
        catch (TimeoutException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"a write took longer than {Patience.TotalSeconds} s");
        }
        catch (Exception failure) when (failure is StorageFailedException or StorageBusyException)
        {
            return failure.Message;
        }
    }
}
