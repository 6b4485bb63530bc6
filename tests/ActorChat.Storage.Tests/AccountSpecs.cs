using ActorChat.Actors.Common;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Specs;
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

    private static Login Name(string name) => Login.FromStored(name);
}
