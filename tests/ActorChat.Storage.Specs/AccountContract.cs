using ActorChat.Actors.Common;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Specs;

/// <summary>The users: found in any spelling, listed page by page; a password is replaced only after a check of the current one.</summary>
public abstract class AccountContract : EngineSpecs
{
    [Fact]
    public async Task Users_come_in_login_order_page_by_page_without_the_one_left_out()
    {
        await using var storage = await StartAsync();
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
        await using var storage = await StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => storage.Storage.Accounts.RegisterAsync(Name($"u{i}"), "hash")));
        Assert.NotNull((await storage.Storage.Accounts.PageAsync(null, null, 3, null))!.Next);
        Assert.Null((await storage.Storage.Accounts.PageAsync(null, null, 4, null))!.Next);
    }

    [Fact]
    public async Task Operators_find_users_with_their_state_and_tokens_blocked_and_erased_ones_too()
    {
        await using var storage = await StartAsync();
        await storage.RegisterAsync("Alice", "al", "alien", "bob");
        await storage.IssueAsync(Alice);
        await storage.Storage.Tokens.BlockAsync(Name("al"));
        await storage.Storage.Erasure.BeginAsync(Name("alien"));

        var page = (await storage.Storage.Accounts.DescribePageAsync("AL", 2, null))!;
        Assert.Equal(["al", "Alice"], page.Users.Select(user => user.Account.Login.Name));
        Assert.NotNull(page.Users[0].BlockedAt);
        Assert.Equal((null, 1, false), (page.Users[1].BlockedAt, page.Users[1].Tokens, page.Users[1].Account.IsErased));
        var rest = (await storage.Storage.Accounts.DescribePageAsync("AL", 2, page.Next))!;
        Assert.True(Assert.Single(rest.Users).Account.IsErased);
        Assert.Null(rest.Next);
        Assert.Null(await storage.Storage.Accounts.DescribePageAsync(null, 2, "not a cursor!"));

        Assert.Equal("Alice", (await storage.Storage.Accounts.DescribeAsync(Name("ALICE")))!.Account.Login.Name);
        Assert.Null(await storage.Storage.Accounts.DescribeAsync(Name("ali")));
    }

    [Fact]
    public async Task A_renewed_hash_does_not_restore_a_replaced_password()
    {
        await using var storage = await StartAsync();
        await storage.IssueAsync(Alice);
        var login = await storage.VerifiedAsync(Alice);
        await storage.Storage.Tokens.ReplacePasswordAsync(login, "new hash");
        Assert.False(await storage.Storage.Accounts.RehashAsync(login, "old password at a new cost"));
        Assert.Equal("new hash", (await storage.VerifiedAsync(Alice)).PasswordHash);
    }

    [Fact]
    public async Task A_renewed_hash_is_stored_if_nobody_changed_the_password()
    {
        await using var storage = await StartAsync();
        await storage.IssueAsync(Alice);
        Assert.True(await storage.Storage.Accounts.RehashAsync(await storage.VerifiedAsync(Alice), "at a new cost"));
        Assert.Equal("at a new cost", (await storage.VerifiedAsync(Alice)).PasswordHash);
    }

    private static Login Name(string name) => Login.FromStored(name);

    private static async Task<List<string>> AllAsync(OpenStorage storage, Login? except, string? prefix)
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

    [Fact]
    public async Task A_login_is_given_once_in_any_spelling_and_to_one_of_two_at_once()
    {
        await using var storage = await StartAsync();
        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => storage.Storage.Accounts.RegisterAsync(Login.FromStored(i % 2 == 0 ? "paypal" : "PayPal"), $"hash {i}")));
        Assert.Single(tries, taken => taken);
        Assert.False(await storage.Storage.Accounts.RegisterAsync(Login.FromStored("paypa1"), "hash"));
        Assert.True(await storage.Storage.Accounts.IsTakenAsync(Login.FromStored("PAYPAL")));
        Assert.False(await storage.Storage.Accounts.IsTakenAsync(Login.FromStored("carol")));
    }

    [Fact]
    public async Task A_blocked_user_gets_no_token_until_unblocked()
    {
        await using var storage = await StartAsync();
        var token = await storage.IssueAsync(Alice);
        Assert.Equal([token.Id], await storage.Storage.Tokens.BlockAsync(Alice));
        Assert.Null(await storage.Storage.Tokens.ValidateAsync(token.Text));
        Assert.True((await storage.VerifiedAsync(Alice)).IsBlocked);
        Assert.Null(await storage.Storage.Tokens.IssueAsync(await storage.VerifiedAsync(Alice)));
        Assert.True(await storage.Storage.Accounts.UnblockAsync(Alice));
        Assert.NotNull(await storage.Storage.Tokens.IssueAsync(await storage.VerifiedAsync(Alice)));
        Assert.Null(await storage.Storage.Tokens.BlockAsync(Login.FromStored("nobody")));
        Assert.False(await storage.Storage.Accounts.UnblockAsync(Login.FromStored("nobody")));
    }
}
