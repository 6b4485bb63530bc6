using ActorChat.Storage.PostgreSql.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace ActorChat.Storage.PostgreSql.Tests;

/// <summary>Processes on one database see which of the others have ended.</summary>
public sealed class LivingProcessesSpecs
{
    private const string EndItsConnection = """
        SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND mode = 'ExclusiveLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(250);

    [Fact]
    public async Task Who_has_ended_is_named_and_who_lives_is_not()
    {
        using var home = new PostgreSqlHome();
        await using var asker = await home.OpenEngineAsync();
        await using var living = await home.OpenEngineAsync();
        var ended = await home.OpenEngineAsync();
        string[] marks = [living.Processes!.Self, ended.Processes!.Self, "no mark"];
        Assert.Empty(await asker.Processes!.EndedAsync(marks));
        await ended.DisposeAsync();
        Assert.Equal([ended.Processes.Self], await asker.Processes.EndedAsync(marks));
        Assert.Equal(3, new[] { asker, living, ended }.Select(engine => engine.Processes!.Self).Distinct().Count());
    }

    [Fact]
    public async Task Who_has_lost_its_connection_counts_as_ended_until_its_next_check()
    {
        using var home = new PostgreSqlHome();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var living = await home.OpenEngineAsync(clock: clock);
        home.Query(EndItsConnection);
        await using var asker = await home.OpenEngineAsync();
        Assert.Equal([living.Processes!.Self], await UntilAsync(asker, living.Processes.Self, 1));
        Assert.Empty(await UntilAsync(asker, living.Processes.Self, 0, NextCheck));

        void NextCheck() => clock.Advance(CheckEvery);
    }

    [Fact]
    public async Task Who_finds_its_own_lock_free_takes_nobody_for_ended()
    {
        using var home = new PostgreSqlHome();
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var asker = await home.OpenEngineAsync(clock: clock);
        var ended = await home.OpenEngineAsync();
        await ended.DisposeAsync();
        Assert.Equal([ended.Processes!.Self], await UntilAsync(asker, ended.Processes.Self, 1));
        home.Query(EndItsConnection);
        Assert.Empty(await UntilAsync(asker, ended.Processes.Self, 0));
        Assert.Equal([ended.Processes.Self], await UntilAsync(asker, ended.Processes.Self, 1, NextCheck));

        void NextCheck() => clock.Advance(CheckEvery);
    }

    /// <summary>One check may not be enough: whoever asks holds the lock for a moment, and a check in that moment does not get it.</summary>
    private static async Task<IReadOnlyCollection<string>> UntilAsync(PostgreSqlEngine asker, string mark, int count, Action? beforeEach = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            beforeEach?.Invoke();
            var ended = await asker.Processes!.EndedAsync([mark]);
            if (ended.Count == count || patience.IsCancellationRequested)
            {
                return ended;
            }

            await Task.Yield();
        }
    }
}
