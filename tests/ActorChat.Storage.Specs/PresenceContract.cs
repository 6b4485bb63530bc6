using ActorChat.Actors.Common;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Specs;

/// <summary>When users were last seen, over a crash as well.</summary>
public abstract class PresenceContract : EngineSpecs
{
    [Fact]
    public async Task A_user_online_at_a_crash_was_last_seen_when_the_server_last_saved_that_it_lives()
    {
        await using (var storage = await StartAsync())
        {
            var accounts = storage.Storage.Accounts;
            await Task.WhenAll(new[] { "stays", "leaves", "erased", "away" }.Select(name => accounts.RegisterAsync(Name(name), "hash")));
            await accounts.SaveOnlineAsync([Name("stays"), Name("leaves"), Name("erased")], 100);
            await accounts.SaveLastSeenAsync([new(Name("leaves"), 150)]);
            await storage.Storage.Erasure.BeginAsync(Name("erased"));
            await accounts.SaveOnlineAsync([], 200);
        }

        await using var again = await StartAsync();
        var page = (await again.Storage.Accounts.PageAsync(null, null, 10, null))!;
        Assert.Equal([("away", null), ("leaves", 150L), ("stays", 200L)], page.Users.Select(user => (user.Login.Name, user.LastSeen)));
        Assert.Equal(200, (await again.Storage.Accounts.FindAsync(Name("stays")))!.LastSeen);
    }

    [Fact]
    public async Task A_crash_is_counted_once_and_never_sets_back()
    {
        await using (var storage = await StartAsync())
        {
            await storage.Storage.Accounts.RegisterAsync(Alice, "hash");
            await storage.Storage.Accounts.SaveLastSeenAsync([new(Alice, 500)]);
            await storage.Storage.Accounts.SaveOnlineAsync([Alice], 400);
        }

        await using (var storage = await StartAsync())
        {
            Assert.Equal(500, (await storage.Storage.Accounts.FindAsync(Alice))!.LastSeen);
            await storage.Storage.Accounts.SaveOnlineAsync([], 900);
        }

        await using var again = await StartAsync();
        Assert.Equal(500, (await again.Storage.Accounts.FindAsync(Alice))!.LastSeen);
    }

    [Fact]
    public async Task An_account_that_is_read_while_its_user_leaves_is_not_cached_as_it_was()
    {
        await using var storage = await StartAsync();
        for (var round = 0; round < 100; round++)
        {
            var user = Name($"user{round}");
            await storage.Storage.Accounts.RegisterAsync(user, "hash");
            var reads = Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await storage.Storage.Accounts.FindAsync(user))).ToList();
            await storage.Storage.Accounts.SaveLastSeenAsync([new(user, 77)]);
            await Task.WhenAll(reads);
            Assert.Equal(77, (await storage.Storage.Accounts.FindAsync(user))!.LastSeen);
        }
    }

    private static Login Name(string name) => Login.FromStored(name);
}
