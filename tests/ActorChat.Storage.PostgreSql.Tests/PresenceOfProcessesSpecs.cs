using ActorChat.Actors.Common;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Tests.Support;
using ActorChat.Testing;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.PostgreSql.Tests;

/// <summary>Two processes with users who are online, on one database.</summary>
public sealed class PresenceOfProcessesSpecs : IAsyncLifetime
{
    private readonly PostgreSqlHome _home = new();
    private PostgreSqlEngine _one = null!;
    private PostgreSqlEngine _other = null!;

    public async Task InitializeAsync()
    {
        (_one, _other) = (await _home.OpenEngineAsync(), await _home.OpenEngineAsync());
        foreach (var login in (Login[])[Alice, Bob])
        {
            Assert.True(await _one.Accounts.AddAsync(new NewUser(login, Actors.Logins.LoginSkeleton.AllOf(login), "hash", 1)));
        }
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
        _home.Dispose();
    }

    [Fact]
    public async Task Whoever_leaves_one_process_is_online_by_the_other_still()
    {
        await _one.Accounts.SaveOnlineAsync([Alice], 100);
        await _other.Accounts.SaveOnlineAsync([Alice], 110);
        await _one.Accounts.SaveLastSeenAsync([new(Alice, 120)]);
        Assert.Equal("1", _home.Query("SELECT count(*) FROM online_users"));
    }

    [Fact]
    public async Task The_users_of_a_process_that_died_are_settled_by_those_that_live_and_no_others()
    {
        await _one.Accounts.SaveOnlineAsync([Alice, Bob], 100);
        await _other.Accounts.SaveOnlineAsync([Bob], 110);
        _home.Query("UPDATE online_processes SET renewed_at = now() - interval '10 minutes' WHERE alive_at = 100");
        await _other.Accounts.SaveOnlineAsync([], 130);
        Assert.Equal(100, (await _other.Accounts.FindAsync(Alice))!.LastSeen);
        Assert.Equal("1", _home.Query("SELECT count(*) FROM online_users"));
        Assert.Equal("130", _home.Query("SELECT alive_at FROM online_processes"));
    }

    [Fact]
    public async Task A_process_that_starts_beside_another_leaves_that_ones_users_online()
    {
        await _one.Accounts.SaveOnlineAsync([Alice], 100);
        await using var third = await _home.OpenEngineAsync();
        await third.Accounts.SettleOnlineAsync();
        Assert.Null((await third.Accounts.FindAsync(Alice))!.LastSeen);
        Assert.Equal("1", _home.Query("SELECT count(*) FROM online_users"));
    }
}
