using ActorChat.Actors.Common;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace ActorChat.Storage.Tests;

public class AccountSpecs
{
    [Fact]
    public async Task A_login_is_taken_in_whatever_spelling_and_keeps_its_own()
    {
        await using var storage = await TestStorage.StartAsync(clock: new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Build.Noon)));
        var accounts = storage.Storage.Accounts;
        Assert.True(await accounts.RegisterAsync(Name("Алиса"), "hash 1"));
        Assert.False(await accounts.RegisterAsync(Name("АЛИСА"), "hash 2"));
        Assert.Equal("Алиса", (await accounts.FindAsync(Name("аЛИСА")))!.Login.Name);
        Assert.Equal("hash 1", (await accounts.FindForLoginAsync(Name("алиса")))!.PasswordHash);
        Assert.Null(await accounts.FindAsync(Name("bob")));
        Assert.Null(await accounts.FindForLoginAsync(Name("bob")));
        Assert.Equal(["1|Алиса|hash 1|алиса|2026-11-22T11:56:00.123Z"], storage.Query("SELECT id, login, password, login_key, created_at FROM users"));
    }

    [Fact]
    public async Task A_burst_of_registrations_takes_each_login_once()
    {
        await using var storage = await TestStorage.StartAsync();
        var tries = Enumerable.Range(0, 200).Select(i => storage.Storage.Accounts.RegisterAsync(Name($"user{i % 100}"), "hash"));
        Assert.Equal(100, (await Task.WhenAll(tries)).Count(taken => taken));
        Assert.Equal(["100"], storage.Query("SELECT count(*) FROM users"));
    }

    [Fact]
    public async Task More_writes_than_may_wait_are_refused_and_nothing_is_lost()
    {
        await using var storage = await TestStorage.StartAsync(overrides: "database.waiting-writes = 1");
        var tries = Enumerable.Range(0, 2000).Select(i => storage.Storage.Accounts.RegisterAsync(Name($"user{i}"), "hash")).ToList();
        await ((Task)Task.WhenAll(tries)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.All(tries.Where(attempt => attempt.IsFaulted), attempt => Assert.IsType<StorageBusyException>(attempt.Exception!.InnerException));
        Assert.Contains(tries, attempt => attempt.IsFaulted);
        Assert.Equal([$"{tries.Count(attempt => attempt.IsCompletedSuccessfully)}"], storage.Query("SELECT count(*) FROM users"));
    }

    [Fact]
    public async Task Last_seen_only_goes_forward_and_shows_at_once()
    {
        await using var storage = await TestStorage.StartAsync();
        var accounts = storage.Storage.Accounts;
        await accounts.RegisterAsync(Build.Alice, "hash");
        Assert.Null((await accounts.FindAsync(Build.Alice))!.LastSeen);
        await accounts.SaveLastSeenAsync([new(Build.Alice, 20)]);
        await accounts.SaveLastSeenAsync([new(Build.Alice, 10), new(Build.Bob, 10)]);
        Assert.Equal(20, (await accounts.FindAsync(Build.Alice))!.LastSeen);
        Assert.Equal(["20"], storage.Query("SELECT last_seen FROM users"));
    }

    [Fact]
    public async Task Users_come_in_login_order_page_by_page_without_the_one_left_out()
    {
        await using var storage = await TestStorage.StartAsync();
        var names = Enumerable.Range(0, 250).Select(i => $"User{i:000}").Append("zed").Append("Ülo").ToList();
        await Task.WhenAll(names.Select(name => storage.Storage.Accounts.RegisterAsync(Name(name), "hash")));

        Assert.Equal(names.Order(StringComparer.OrdinalIgnoreCase).Where(name => name != "User007"), await AllAsync(storage, Name("uSER007"), null));
        Assert.Equal(names.Where(name => name.StartsWith("User1", StringComparison.Ordinal)), await AllAsync(storage, null, "uSeR1"));
        Assert.Equal(["Ülo"], await AllAsync(storage, null, "ü"));
        Assert.Empty(await AllAsync(storage, null, "nobody"));
        Assert.Null(await storage.Storage.Accounts.PageAsync(null, null, 10, "not a cursor!"));
    }

    [Fact]
    public async Task A_page_that_ends_exactly_at_the_end_has_no_next()
    {
        await using var storage = await TestStorage.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => storage.Storage.Accounts.RegisterAsync(Name($"u{i}"), "hash")));
        Assert.NotNull((await storage.Storage.Accounts.PageAsync(null, null, 3, null))!.Next);
        Assert.Null((await storage.Storage.Accounts.PageAsync(null, null, 4, null))!.Next);
    }

    private static Login Name(string name) => Login.FromStored(name);

    private static async Task<List<string>> AllAsync(TestStorage storage, Login? except, string? prefix)
    {
        var all = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await storage.Storage.Accounts.PageAsync(except, prefix, 40, cursor))!;
            Assert.True(page.Users.Count <= 40);
            all.AddRange(page.Users.Select(user => user.Login.Name));
            cursor = page.Next;
        }
        while (cursor is not null);
        return all;
    }
}
