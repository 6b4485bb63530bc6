using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Tests.Support;

namespace ActorChat.Storage.Tests;

public class ReaderPoolSpecs
{
    [Fact]
    public async Task One_read_too_many_is_refused_and_the_others_are_answered()
    {
        using var folder = new TempFolder();
        SqliteSession.OpenToWrite(folder.File("some.db")).Dispose();
        await using var pool = new ReaderPool(1, 1, () => SqliteSession.OpenToRead(folder.File("some.db")));
        using var mayEnd = new ManualResetEventSlim();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var underWay = pool.RunAsync(_ =>
        {
            begun.SetResult();
            return mayEnd.Wait(TimeSpan.FromSeconds(60));
        });
        await begun.Task;
        var waiting = pool.RunAsync(session => session.ReadNumber("SELECT 7"));
        await Assert.ThrowsAsync<StorageBusyException>(() => pool.RunAsync(session => session.ReadNumber("SELECT 8")));

        mayEnd.Set();
        Assert.True(await underWay);
        Assert.Equal(7, await waiting);
        Assert.Equal(9, await pool.RunAsync(session => session.ReadNumber("SELECT 9")));
    }
}
