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
    public async Task A_user_online_at_a_crash_was_last_seen_when_the_server_last_saved_that_it_lives()
    {
        await using (var storage = await OpenAsync())
        {
            var accounts = storage.Accounts;
            await Task.WhenAll(new[] { "stays", "leaves", "erased", "away" }.Select(name => accounts.RegisterAsync(Name(name), "hash")));
            await accounts.SaveOnlineAsync([Name("stays"), Name("leaves"), Name("erased")], 100);
            await accounts.SaveLastSeenAsync([new(Name("leaves"), 150)]);
            await storage.Erasure.BeginAsync(Name("erased"));
            await accounts.SaveOnlineAsync([], 200);
        }

        await using var again = await OpenAsync();
        var page = (await again.Accounts.PageAsync(null, null, 10, null))!;
        Assert.Equal([("away", null), ("leaves", 150L), ("stays", 200L)], page.Users.Select(user => (user.Login.Name, user.LastSeen)));
        Assert.Equal(200, (await again.Accounts.FindAsync(Name("stays")))!.LastSeen);
    }

    [Fact]
    public async Task A_crash_is_counted_once_and_never_sets_back()
    {
        await using (var storage = await OpenAsync())
        {
            await storage.Accounts.RegisterAsync(Build.Alice, "hash");
            await storage.Accounts.SaveLastSeenAsync([new(Build.Alice, 500)]);
            await storage.Accounts.SaveOnlineAsync([Build.Alice], 400);
        }

        await using (var storage = await OpenAsync())
        {
            Assert.Equal(500, (await storage.Accounts.FindAsync(Build.Alice))!.LastSeen);
            await storage.Accounts.SaveOnlineAsync([], 900);
        }

        await using var again = await OpenAsync();
        Assert.Equal(500, (await again.Accounts.FindAsync(Build.Alice))!.LastSeen);
    }

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

    [Fact]
    public async Task An_account_that_is_read_while_its_user_leaves_is_not_cached_as_it_was()
    {
        await using var storage = await OpenAsync();
        for (var round = 0; round < 100; round++)
        {
            var user = Name($"user{round}");
            await storage.Accounts.RegisterAsync(user, "hash");
            var reads = Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await storage.Accounts.FindAsync(user))).ToList();
            await storage.Accounts.SaveLastSeenAsync([new(user, 77)]);
            await Task.WhenAll(reads);
            Assert.Equal(77, (await storage.Accounts.FindAsync(user))!.LastSeen);
        }
    }

    private Task<ChatStorage> OpenAsync() => SqliteStorage.OpenAsync(_folder.Path, TestStorage.Settings(), TimeProvider.System);

    private static Login Name(string name) => Login.FromStored(name);
}
