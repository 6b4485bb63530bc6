using ActorChat.Actors.Common;
using ActorChat.Storage.Tests.Support;

namespace ActorChat.Storage.Tests;

/// <summary>No new login looks like an existing one; existing users stay, whatever their logins look like.</summary>
public sealed class LoginSkeletonSpecs
{
    [Theory]
    [InlineData("paypal", "paypa1")]
    [InlineData("PayPal", "paypaI")]
    [InlineData("scope", "\u0455\u0441\u043E\u0440\u0435")]
    [InlineData("boss", "\u0412\u041E\u0405\u0405")]
    [InlineData("AXIS", "\u0430\u0445\u0456\u0455")]
    public async Task A_login_that_looks_like_anothers_is_taken(string login, string other)
    {
        await using var storage = await TestStorage.StartAsync();
        var accounts = storage.Storage.Accounts;
        Assert.True(await accounts.RegisterAsync(Name(login), "hash"));
        Assert.True(await accounts.IsTakenAsync(Name(other)));
        Assert.False(await accounts.RegisterAsync(Name(other), "hash"));
        Assert.Null(await accounts.FindAsync(Name(other)));
    }

    [Fact]
    public async Task Of_many_concurrent_look_alikes_one_is_registered()
    {
        await using var storage = await TestStorage.StartAsync();
        string[] names = ["paypal", "paypa1", "paypaI", "PAYPAL", "PayPa1"];
        var tries = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => storage.Storage.Accounts.RegisterAsync(Name(names[i % names.Length]), "hash")));
        Assert.Single(tries, done => done);
        Assert.Equal(["1"], storage.Query("SELECT count(*) FROM users"));
    }

    [Fact]
    public async Task Names_that_only_share_letters_are_free()
    {
        await using var storage = await TestStorage.StartAsync();
        foreach (var name in new[] { "alice", "alicia", "Zoe", "Zoë", "strasse", "straße", "Мария", "Марія", "user1", "user2", "user11" })
        {
            Assert.True(await storage.Storage.Accounts.RegisterAsync(Name(name), "hash"), name);
        }
    }

    [Fact]
    public async Task A_user_from_before_the_rule_stays_and_no_new_login_looks_alike()
    {
        using var folder = new TempFolder();
        await using (await TestStorage.StartAsync(folder))
        {
        }

        // As a server without the rule left it: a name, two that look like it, and one that no path can hold.
        folder.Execute("chat.db", """
            DELETE FROM meta WHERE key = 'login-skeletons';
            INSERT INTO users (login, password, login_key, created_at) VALUES
                ('boss', 'hash', 'boss', ''), ('bos' || char(0x73, 0x3164), 'hash', 'bos' || char(0x73, 0x3164), ''), ('b' || char(0x43E) || 'ss', 'hash', 'b' || char(0x43E) || 'ss', ''), ('..', 'hash', '..', '')
            """);
        await using var storage = await TestStorage.StartAsync(folder);
        var accounts = storage.Storage.Accounts;
        foreach (var name in new[] { "boss", "boss\u3164", "b\u043Ess", ".." })
        {
            Assert.True(Login.TryParse(name, Login.MaxLength, out var login), name);
            Assert.Equal(name, (await accounts.FindForLoginAsync(login))?.Account.Login.Name);
            Assert.Equal(name, (await accounts.FindAsync(login))?.Login.Name);
        }

        Assert.False(await accounts.RegisterAsync(Name("b0ss"), "hash"));
        Assert.True(await accounts.RegisterAsync(Name("boss2"), "hash"));
        Assert.Equal(["5|3"], storage.Query("SELECT count(*), count(skeleton) FROM users"));
    }

    [Fact]
    public async Task A_restart_keeps_computed_skeletons_and_recomputes_those_of_another_rule()
    {
        using var folder = new TempFolder();
        await using (var first = await TestStorage.StartAsync(folder))
        {
            Assert.True(await first.Storage.Accounts.RegisterAsync(Name("boss"), "hash"));
        }

        folder.Execute("chat.db", "UPDATE users SET skeleton = 'kept'");
        await using (var again = await TestStorage.StartAsync(folder))
        {
            Assert.Equal(["kept"], again.Query("SELECT skeleton FROM users"));
        }

        folder.Execute("chat.db", "UPDATE meta SET value = 'another' WHERE key = 'login-skeletons'");
        await using var last = await TestStorage.StartAsync(folder);
        Assert.Equal(["boss||"], last.Query("SELECT skeleton, lower_skeleton, upper_skeleton FROM users"));
    }

    [Fact]
    public async Task A_list_continues_after_the_longest_login()
    {
        await using var storage = await TestStorage.StartAsync();
        var longest = string.Concat(Enumerable.Repeat("\U00010428", Login.MaxLength));
        Assert.True(await storage.Storage.Accounts.RegisterAsync(Name(longest), "hash"));
        Assert.True(await storage.Storage.Accounts.RegisterAsync(Name(longest[..^2] + "\U00010429"), "hash"));
        var page = await storage.Storage.Accounts.PageAsync(null, null, 1, null);
        Assert.Equal(longest, page!.Users.Single().Login.Name);
        Assert.Equal(longest[..^2] + "\U00010429", (await storage.Storage.Accounts.PageAsync(null, null, 1, page.Next))!.Users.Single().Login.Name);
    }

    [Theory]
    [InlineData("\uFFFE")]
    [InlineData("a\uFFFE")]
    [InlineData("\U0010FFFF")]
    [InlineData("a b")]
    public async Task A_search_for_what_no_login_has_finds_nobody(string prefix)
    {
        await using var storage = await TestStorage.StartAsync();
        Assert.True(await storage.Storage.Accounts.RegisterAsync(Name("alice"), "hash"));
        Assert.Empty((await storage.Storage.Accounts.PageAsync(null, prefix, 10, null))!.Users);
        Assert.Empty((await storage.Storage.Accounts.PageAsync(null, new string((char)0xD800, 1), 10, null))!.Users);
    }

    private static Login Name(string name) => Login.FromStored(name);
}
