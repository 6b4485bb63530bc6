using System.Collections.Concurrent;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Tests.Support;
using ActorChat.Testing;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.PostgreSql.Tests;

/// <summary>A running engine outlives its server: everything works again by itself, and nothing that was answered is gone.</summary>
public sealed class RestartSpecs
{
    private const int Streams = 8;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_restart_under_load_every_answered_append_is_there_and_all_works_again(bool crash)
    {
        using var server = new PostgresServer();
        using var home = new PostgreSqlHome(server);
        await using var engine = await home.OpenEngineAsync();
        await engine.Accounts.AddAsync(new NewUser(Alice, ActorChat.Actors.Logins.LoginSkeleton.AllOf(Alice), "hash", Noon));
        using var stop = new CancellationTokenSource();
        var stored = new ConcurrentDictionary<string, long>();
        var writers = Enumerable.Range(0, Streams).Select(i => Task.Run(() => WriteAsync(engine, $"stream {i}", stored, stop.Token))).ToList();
        await UntilAsync(() => stored.Count == Streams);
        if (crash)
        {
            server.Kill();
        }
        else
        {
            server.Stop();
        }

        await Assert.ThrowsAsync<StorageBusyException>(() => engine.Accounts.FindAsync(Alice));
        server.Start();
        Assert.NotNull(await engine.Accounts.FindAsync(Alice));
        Assert.True(await engine.Accounts.ReplaceHashAsync(Alice, "hash", "other"));
        Assert.Equal(1, (await engine.Leases!.TakeAsync(0)).Epoch);
        Assert.Equal(0, await engine.Projection.ReadOffsetAsync(0));
        var before = stored.Sum(stream => stream.Value);
        await UntilAsync(() => stored.Sum(stream => stream.Value) > before + Streams);
        await stop.CancelAsync();
        await Task.WhenAll(writers);
        foreach (var (stream, last) in stored)
        {
            Assert.Equal($"{last}|{last}", home.Query($"SELECT count(*), max(sequence_number) FROM journal WHERE persistence_id = '{stream}' AND sequence_number <= {last}"));
        }
    }

    /// <summary>Writes one number after the other. After a failure it asks which are there, as a replay would.</summary>
    private static async Task WriteAsync(PostgreSqlEngine engine, string stream, ConcurrentDictionary<string, long> stored, CancellationToken stop)
    {
        for (var next = 1L; !stop.IsCancellationRequested;)
        {
            try
            {
                await engine.Journal.AppendAsync(Rows.Of(stream, next));
                stored[stream] = next++;
            }
            catch (StorageOutcomeUnknownException)
            {
                // It is there, and its number is taken, or it never will be.
            }
            catch (StorageFailedException taken) when (taken.Message.Contains("taken", StringComparison.Ordinal))
            {
                next++;
            }
            catch (StorageFailedException)
            {
                await Task.Yield();
            }
        }
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Yield();
        }
    }
}
