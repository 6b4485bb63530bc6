using ActorChat.Actors.Common;
using ActorChat.Storage.Accounts;
using ActorChat.Storage.Tests.Support;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

/// <summary>A password was checked, and the result is outdated when it is used: each order of the two.</summary>
public class AccountRaceSpecs
{
    [Fact]
    public async Task No_token_is_made_for_a_password_that_was_replaced_since_it_was_checked()
    {
        await using var storage = await TestStorage.StartAsync();
        await storage.IssueAsync(Alice);
        var intruder = await storage.VerifiedAsync(Alice);
        var changed = await storage.Storage.Tokens.ReplacePasswordAsync(await storage.VerifiedAsync(Alice), "new hash");
        Assert.Null(await storage.Storage.Tokens.IssueAsync(intruder));
        Assert.Equal([changed!.Token.Id], storage.Query("SELECT token FROM user_token"));
        Assert.NotNull(await storage.Storage.Tokens.IssueAsync(await storage.VerifiedAsync(Alice)));
    }

    [Fact]
    public async Task Of_several_changes_that_checked_the_same_password_one_wins()
    {
        await using var storage = await TestStorage.StartAsync();
        await storage.IssueAsync(Alice);
        var verified = await storage.VerifiedAsync(Alice);
        var changes = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => storage.Storage.Tokens.ReplacePasswordAsync(verified, $"hash {i}")));
        var winner = Array.FindIndex(changes, change => change is not null);
        Assert.Single(changes, change => change is not null);
        Assert.Equal($"hash {winner}", (await storage.VerifiedAsync(Alice)).PasswordHash);
        Assert.Equal([changes[winner]!.Token.Id], storage.Query("SELECT token FROM user_token"));
    }

    [Fact]
    public async Task A_block_ends_all_tokens_and_nothing_that_was_checked_before_it_makes_another()
    {
        await using var storage = await TestStorage.StartAsync();
        var token = await storage.IssueAsync(Alice);
        var verified = await storage.VerifiedAsync(Alice);
        Assert.Equal([token.Id], await storage.Storage.Tokens.BlockAsync(Alice));
        Assert.Null(await storage.Storage.Tokens.ValidateAsync(token.Text));
        Assert.Null(await storage.Storage.Tokens.IssueAsync(verified));
        Assert.Null(await storage.Storage.Tokens.ReplacePasswordAsync(verified, "new hash"));
        Assert.Empty(storage.Query("SELECT token FROM user_token"));
        Assert.True(await storage.Storage.Accounts.UnblockAsync(Alice));
        Assert.NotNull(await storage.Storage.Tokens.IssueAsync(verified));
        Assert.Null(await storage.Storage.Tokens.BlockAsync(Bob));
    }

    [Fact]
    public async Task An_erasure_ends_all_tokens_and_nothing_that_was_checked_before_it_comes_back()
    {
        await using var storage = await TestStorage.StartAsync();
        var token = await storage.IssueAsync(Alice);
        var verified = await storage.VerifiedAsync(Alice);
        Assert.NotNull(await storage.Storage.Accounts.FindAsync(Alice));
        Assert.NotNull(await storage.Storage.Erasure.BeginAsync(Alice));
        Assert.Null(await storage.Storage.Tokens.ValidateAsync(token.Text));
        Assert.Null(await storage.Storage.Tokens.IssueAsync(verified));
        Assert.Null(await storage.Storage.Tokens.ReplacePasswordAsync(verified, "new hash"));
        Assert.False(await storage.Storage.Accounts.RehashAsync(verified, "at a new cost"));
        Assert.False(await storage.Storage.Accounts.RegisterAsync(Alice, "another's hash"));
        await storage.Storage.Accounts.SaveLastSeenAsync([new(Alice, 20)]);
        Assert.Equal((true, null), await storage.Storage.Accounts.FindAsync(Alice) is { } erased ? (erased.IsErased, erased.LastSeen) : default);
        Assert.Null(await storage.Storage.Tokens.BlockAsync(Alice));
        Assert.Equal(["|"], storage.Query("SELECT password, blocked_at FROM users"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task No_token_outlives_the_password_it_was_made_with_whatever_runs_at_once(int seed)
    {
        await using var storage = await TestStorage.StartAsync();
        await storage.IssueAsync(Alice);
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            var verified = await storage.VerifiedAsync(Alice);
            var ends = random.Next(3);
            var at = random.Next(12);
            var issues = new List<Task<Tokens.IssuedToken?>>();
            Task<IReadOnlyCollection<string>>? end = null;
            for (var i = 0; i < 12; i++)
            {
                issues.Add(Task.Run(() => IssueAndUseAsync(storage, verified)));
                end = i == at ? Task.Run(() => EndAsync(storage, verified, ends, round)) : end;
            }

            var made = (await Task.WhenAll(issues)).OfType<Tokens.IssuedToken>().ToList();
            var kept = await end!;
            foreach (var token in made)
            {
                var valid = await storage.Storage.Tokens.ValidateAsync(token.Text);
                var inTable = storage.Query($"SELECT 1 FROM user_token WHERE token = '{token.Id}'").Count == 1;
                Assert.True((valid is not null) == inTable, $"seed {seed}, round {round}: the cache says otherwise than the table");
                Assert.True(ends == 0 || !inTable, $"seed {seed}, round {round}: a token outlived the end of what it was made of");
            }

            Assert.Equal(kept.Order(), storage.Query("SELECT token FROM user_token").Except(ends == 0 ? made.Select(token => token.Id) : []).Order());
            await storage.Storage.Accounts.UnblockAsync(Alice);
        }
    }

    private static async Task<Tokens.IssuedToken?> IssueAndUseAsync(TestStorage storage, Credentials verified)
    {
        var issued = await storage.Storage.Tokens.IssueAsync(verified);
        await storage.Storage.Tokens.ValidateAsync(issued?.Text);
        return issued;
    }

    /// <summary>Returns the tokens that must be left of those made before.</summary>
    private static async Task<IReadOnlyCollection<string>> EndAsync(TestStorage storage, Credentials verified, int ends, int round)
    {
        switch (ends)
        {
            case 0:
                await storage.Storage.Tokens.EndAllAsync(Alice);
                return [];
            case 1:
                return [(await storage.Storage.Tokens.ReplacePasswordAsync(verified, $"hash {round}"))!.Token.Id];
            default:
                await storage.Storage.Tokens.BlockAsync(Alice);
                return [];
        }
    }
}
