using ActorChat.Actors.Common;
using ActorChat.Storage.PostgreSql.Tests.Support;
using ActorChat.Storage.Specs;
using ActorChat.Testing;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.PostgreSql.Tests;

/// <summary>What a start does to the data depends on whether other processes use it.</summary>
public sealed class SharedSpecs : IDisposable
{
    private readonly PostgreSqlHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_start_beside_another_process_leaves_its_users_online()
    {
        await using var one = await StartAsync(_home);
        await one.Accounts.RegisterAsync(Alice, "hash");
        await one.Accounts.SaveOnlineAsync([Alice], 100);
        await (await _home.OpenEngineAsync()).DisposeAsync();
        Assert.Equal("1|", _home.Query("SELECT (SELECT count(*) FROM online_users), (SELECT last_seen FROM users)"));
        await one.DisposeAsync();
        await (await _home.OpenEngineAsync()).DisposeAsync();
        Assert.Equal("0|100", _home.Query("SELECT (SELECT count(*) FROM online_users), (SELECT last_seen FROM users)"));
    }

    [Fact]
    public async Task An_epoch_stays_from_start_to_start_and_is_renewed_with_a_reason_in_a_restored_dump()
    {
        await using (var engine = await _home.OpenEngineAsync())
        {
            Assert.Matches("^[a-z0-9]{16}$", engine.Epoch);
            Assert.Null(engine.EpochRenewed);
        }

        var epoch = _home.Query("SELECT value FROM meta WHERE key = 'epoch'");
        await using (var engine = await _home.OpenEngineAsync())
        {
            Assert.Equal((epoch, null), (engine.Epoch, engine.EpochRenewed));
        }

        using var restored = new PostgreSqlHome(PostgresServer.Shared);
        await restored.MakeAsync();
        var dump = Path.GetTempFileName();
        File.Delete(dump);
        PostgresServer.Shared.Run("pg_dump", "-Fc", "-f", dump, _home.Database);
        PostgresServer.Shared.Run("pg_restore", "-d", restored.Database, dump);
        File.Delete(dump);
        await using (var engine = await restored.OpenEngineAsync())
        {
            Assert.NotEqual(epoch, engine.Epoch);
            Assert.Contains("dump", engine.EpochRenewed, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_copy_of_the_database_beside_it_is_another_history()
    {
        await (await _home.OpenEngineAsync()).DisposeAsync();
        var epoch = _home.Query("SELECT value FROM meta WHERE key = 'epoch'");
        using var copy = new PostgreSqlHome(PostgresServer.Shared, _home.Database);
        await using var engine = await copy.OpenEngineAsync();
        Assert.NotEqual(epoch, engine.Epoch);
    }

    [Fact]
    public async Task A_start_beside_another_process_takes_over_its_epoch()
    {
        await using var one = await _home.OpenEngineAsync();
        _home.Query("UPDATE meta SET value = 'elsewhere' WHERE key = 'history'");
        await using var other = await _home.OpenEngineAsync();
        Assert.Equal((one.Epoch, null), (other.Epoch, other.EpochRenewed));
    }

    [Fact]
    public async Task Look_alikes_that_register_on_two_processes_at_once_get_the_login_once()
    {
        await using var one = await StartAsync(_home);
        await using var other = await StartAsync(_home);
        for (var round = 0; round < 10; round++)
        {
            var tries = await Task.WhenAll(one.Accounts.RegisterAsync(Login.FromStored($"l{round}"), "hash"), other.Accounts.RegisterAsync(Login.FromStored($"I{round}"), "hash"));
            Assert.Single(tries, added => added);
        }
    }

    [Fact]
    public async Task A_password_that_is_replaced_while_a_token_is_made_leaves_no_token_of_the_old_one()
    {
        await using var one = await StartAsync(_home);
        await using var other = await StartAsync(_home);
        await one.Accounts.RegisterAsync(Alice, "hash 0");
        for (var round = 0; round < 20; round++)
        {
            var verified = (await one.Accounts.FindForLoginAsync(Alice))!;
            var replace = one.Tokens.ReplacePasswordAsync(verified, $"hash {round + 1}");
            var issued = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => other.Tokens.IssueAsync(verified)));
            Assert.NotNull(await replace);
            Assert.Equal("1", _home.Query("SELECT count(*) FROM user_token"));
            _ = issued;
        }
    }

    private static async Task<ChatStorage> StartAsync(PostgreSqlHome home)
    {
        var settings = OpenStorage.Settings();
        return await ChatStorage.OpenAsync(await home.OpenEngineAsync(settings), settings, TimeProvider.System);
    }
}
