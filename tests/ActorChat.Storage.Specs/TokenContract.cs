using ActorChat.Actors.Common;
using Microsoft.Extensions.Time.Testing;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Specs;

/// <summary>Access tokens: valid until something ends them.</summary>
public abstract class TokenContract : EngineSpecs
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(Noon));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("A😀AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Anything_else_is_no_token(string? text)
    {
        await using var storage = await StartAsync(clock: _clock);
        await storage.IssueAsync(Alice);
        Assert.Null(await storage.Storage.Tokens.ValidateAsync(text));
    }

    [Fact]
    public async Task A_token_survives_a_restart_until_it_is_ended()
    {
        string text;
        await using (var first = await StartAsync(clock: _clock))
        {
            text = (await first.IssueAsync(Alice)).Text;
        }

        await using (var second = await StartAsync(clock: _clock))
        {
            Assert.Equal(Alice, (await second.Storage.Tokens.EndAsync(text))!.Login);
            Assert.Null(await second.Storage.Tokens.ValidateAsync(text));
            Assert.Null(await second.Storage.Tokens.EndAsync(text));
        }

        await using var third = await StartAsync(clock: _clock);
        Assert.Null(await third.Storage.Tokens.ValidateAsync(text));
    }

    [Fact]
    public async Task All_tokens_of_a_user_end_and_no_one_elses()
    {
        await using var storage = await StartAsync(clock: _clock);
        var tokens = storage.Storage.Tokens;
        var mine = new[] { await storage.IssueAsync(Alice), await storage.IssueAsync(Alice) };
        var other = await storage.IssueAsync(Bob);
        Assert.Equal(2, (await tokens.EndAllAsync(Login.FromStored("ALICE"))).Count);
        Assert.Null(await tokens.ValidateAsync(mine[0].Text));
        Assert.Null(await tokens.ValidateAsync(mine[1].Text));
        Assert.NotNull(await tokens.ValidateAsync(other.Text));
    }

    [Fact]
    public async Task A_token_ends_when_its_lifetime_is_over_however_much_it_is_used()
    {
        await using var storage = await StartAsync(clock: _clock, overrides: "tokens { lifetime = 10d, idle-lifetime = 7d }");
        var text = (await storage.IssueAsync(Alice)).Text;
        for (var day = 0; day < 9; day++)
        {
            _clock.Advance(TimeSpan.FromDays(1));
            Assert.NotNull(await storage.Storage.Tokens.ValidateAsync(text));
        }

        _clock.Advance(TimeSpan.FromDays(1));
        Assert.Null(await storage.Storage.Tokens.ValidateAsync(text));
    }

    [Fact]
    public async Task An_unused_token_ends_earlier_even_across_a_restart()
    {
        string used;
        string idle;
        await using (var first = await StartAsync(clock: _clock))
        {
            used = (await first.IssueAsync(Alice)).Text;
            idle = (await first.IssueAsync(Alice)).Text;
            _clock.Advance(TimeSpan.FromDays(6));
            Assert.NotNull(await first.Storage.Tokens.ValidateAsync(used));
        }

        _clock.Advance(TimeSpan.FromDays(1));
        await using var second = await StartAsync(clock: _clock);
        Assert.NotNull(await second.Storage.Tokens.ValidateAsync(used));
        Assert.Null(await second.Storage.Tokens.ValidateAsync(idle));
    }

    [Fact]
    public async Task Tokens_beyond_the_cache_are_read_from_the_table()
    {
        await using var storage = await StartAsync(clock: _clock, overrides: "tokens.cache = 4");
        var issued = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => storage.IssueAsync(Alice)));
        foreach (var token in issued)
        {
            Assert.NotNull(await storage.Storage.Tokens.ValidateAsync(token.Text));
        }
    }

    [Fact]
    public async Task A_reset_password_ends_all_tokens_of_its_user_also_of_a_blocked_one_and_what_was_checked_before_is_worth_nothing()
    {
        await using var storage = await StartAsync();
        var (old, other) = (await storage.IssueAsync(Alice), await storage.IssueAsync(Bob));
        var verified = await storage.VerifiedAsync(Alice);
        Assert.Equal([old.Id], await storage.Storage.Tokens.ResetPasswordAsync(Alice, "new hash"));
        Assert.Null(await storage.Storage.Tokens.ValidateAsync(old.Text));
        Assert.NotNull(await storage.Storage.Tokens.ValidateAsync(other.Text));
        Assert.Null(await storage.Storage.Tokens.IssueAsync(verified));
        await storage.Storage.Tokens.BlockAsync(Alice);
        Assert.Empty((await storage.Storage.Tokens.ResetPasswordAsync(Alice, "another hash"))!);
        Assert.Equal(("another hash", true), ((await storage.VerifiedAsync(Alice)).PasswordHash, (await storage.VerifiedAsync(Alice)).IsBlocked));
        await storage.Storage.Erasure.BeginAsync(Alice);
        Assert.Null(await storage.Storage.Tokens.ResetPasswordAsync(Alice, "no hash"));
        Assert.Null(await storage.Storage.Tokens.ResetPasswordAsync(Login.FromStored("nobody"), "no hash"));
    }

    [Fact]
    public async Task A_token_made_before_the_change_ends_with_it_and_is_named()
    {
        await using var storage = await StartAsync();
        var (old, other) = (await storage.IssueAsync(Alice), await storage.IssueAsync(Bob));
        var changed = (await storage.Storage.Tokens.ReplacePasswordAsync(await storage.VerifiedAsync(Alice), "new hash"))!;
        Assert.Equal([old.Id], changed.Ended);
        Assert.Null(await storage.Storage.Tokens.ValidateAsync(old.Text));
        Assert.Equal(Alice, (await storage.Storage.Tokens.ValidateAsync(changed.Token.Text))!.Login);
        Assert.NotNull(await storage.Storage.Tokens.ValidateAsync(other.Text));
    }
}
