using ActorChat.Actors.Common;
using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Tests.Support;

namespace ActorChat.Storage.Tests;

/// <summary>When users were last seen, including after a crash.</summary>
public sealed class PresenceSpecs : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Saving_again_that_users_are_online_writes_one_row_however_many_they_are()
    {
        await using var storage = await TestStorage.StartAsync(_folder);
        var names = Enumerable.Range(0, 2500).Select(i => Name($"user{i}")).ToList();
        await Task.WhenAll(names.Select(name => storage.Storage.Accounts.RegisterAsync(name, "hash")));
        await storage.Storage.Accounts.SaveOnlineAsync(names, 1);
        Assert.Equal(["2500"], storage.Query("SELECT count(*) FROM users WHERE online = 1"));
        await storage.Storage.Accounts.SaveOnlineAsync([], 2);
        Assert.Equal(["2"], storage.Query("SELECT value FROM meta WHERE key = 'alive_at'"));
    }

    private static Login Name(string name) => Login.FromStored(name);
}
