using ActorChat.Storage.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

public class TokenSpecs
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(Noon));

    [Fact]
    public async Task A_token_is_valid_for_its_login_and_only_its_hash_is_stored()
    {
        await using var storage = await TestStorage.StartAsync(clock: _clock);
        var issued = await storage.IssueAsync(Alice);
        var valid = await storage.Storage.Tokens.ValidateAsync(issued.Text);
        Assert.Equal((Alice, issued.Id), (valid!.Login, valid.Id));
        Assert.Equal(43, issued.Text.Length);
        Assert.Equal([$"{issued.Id}|Alice"], storage.Query("SELECT token, user FROM user_token"));
        Assert.DoesNotContain(issued.Text, issued.ToString(), StringComparison.Ordinal);
        Assert.Equal(Noon + (long)TimeSpan.FromDays(30).TotalMilliseconds, issued.ExpiresAt);
    }

    [Fact]
    public async Task Ended_tokens_are_swept_from_the_table()
    {
        await using var storage = await TestStorage.StartAsync(clock: _clock);
        await storage.IssueAsync(Alice);
        _clock.Advance(TimeSpan.FromDays(6));
        var kept = await storage.IssueAsync(Bob);
        _clock.Advance(TimeSpan.FromDays(1));
        await storage.Storage.Tokens.SweepAsync();
        Assert.Equal([kept.Id], storage.Query("SELECT token FROM user_token"));
    }

    [Fact]
    public async Task Among_several_servers_a_token_that_another_one_has_ended_is_known_only_for_so_long()
    {
        await using var storage = await TestStorage.StartAsync(clock: _clock);
        storage.Storage.Share(TimeSpan.FromSeconds(3), _ => Task.CompletedTask);
        var issued = await storage.IssueAsync(Alice);
        await storage.Engine.Tokens.DeleteAsync(issued.Id);
        _clock.Advance(TimeSpan.FromSeconds(2.9));
        Assert.NotNull(await storage.Storage.Tokens.ValidateAsync(issued.Text));
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(storage.Storage.Tokens.IsInMemory(issued.Text));
        Assert.Null(await storage.Storage.Tokens.ValidateAsync(issued.Text));
    }

    [Fact]
    public async Task Among_several_servers_a_token_is_refused_at_once_when_it_is_said_to_have_ended()
    {
        await using var storage = await TestStorage.StartAsync(clock: _clock);
        storage.Storage.Share(TimeSpan.FromSeconds(3), _ => Task.CompletedTask);
        var issued = await storage.IssueAsync(Alice);
        await storage.Engine.Tokens.DeleteAsync(issued.Id);
        storage.Storage.Tokens.Forget([issued.Id]);
        Assert.Null(await storage.Storage.Tokens.ValidateAsync(issued.Text));
    }

    [Fact]
    public async Task Among_several_servers_an_account_is_known_only_for_so_long()
    {
        await using var storage = await TestStorage.StartAsync(clock: _clock);
        storage.Storage.Share(TimeSpan.FromSeconds(3), _ => Task.CompletedTask);
        await storage.RegisterAsync("Alice");
        Assert.False((await storage.Storage.Accounts.FindAsync(Alice))!.IsErased);
        await storage.Engine.Erasure.BeginAsync(Alice, Noon);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.True((await storage.Storage.Accounts.FindAsync(Alice))!.IsErased);
    }
}
