using ActorChat.Storage.Sqlite.Accounts;
using ActorChat.Storage.Tests.Support;
using ActorChat.Storage.Tokens;
using Microsoft.Extensions.Time.Testing;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

/// <summary>A token that a session holds is in use; and what is saved of that.</summary>
public class TokenUseSpecs
{
    private readonly FakeTimeProvider _clock = new(DateTimeOffset.FromUnixTimeMilliseconds(Noon));

    [Fact]
    public async Task A_token_held_by_a_session_does_not_expire_as_idle_until_the_last_one_releases_it()
    {
        await using var storage = await TestStorage.StartAsync(clock: _clock);
        var token = await storage.IssueAsync(Alice);
        var (phone, laptop) = (storage.Storage.Tokens.Hold(token.Id), storage.Storage.Tokens.Hold(token.Id));
        _clock.Advance(TimeSpan.FromDays(8));
        await storage.Storage.Tokens.SweepAsync();
        phone!.Dispose();
        phone.Dispose();
        _clock.Advance(TimeSpan.FromDays(8));
        await storage.Storage.Tokens.SweepAsync();
        Assert.NotNull(await storage.Storage.Tokens.ValidateAsync(token.Text));
        laptop!.Dispose();
        _clock.Advance(TimeSpan.FromDays(6));
        await storage.Storage.Tokens.SweepAsync();
        Assert.NotNull(await storage.Storage.Tokens.ValidateAsync(token.Text));
        _clock.Advance(TimeSpan.FromDays(7));
        Assert.Null(await storage.Storage.Tokens.ValidateAsync(token.Text));
    }

    [Fact]
    public async Task A_held_token_still_ends_with_its_lifetime()
    {
        await using var storage = await TestStorage.StartAsync(clock: _clock);
        var token = await storage.IssueAsync(Alice);
        using var held = storage.Storage.Tokens.Hold(token.Id);
        _clock.Advance(TimeSpan.FromDays(30));
        Assert.Null(await storage.Storage.Tokens.ValidateAsync(token.Text));
        await storage.Storage.Tokens.SweepAsync();
        Assert.Empty(storage.Query("SELECT token FROM user_token"));
    }

    [Fact]
    public async Task A_crash_after_a_long_connection_costs_no_more_than_what_lies_between_two_sweeps()
    {
        using var crashed = new TempFolder();
        string text;
        await using (var storage = await TestStorage.StartAsync(clock: _clock))
        {
            var token = await storage.IssueAsync(Alice);
            text = token.Text;
            using var held = storage.Storage.Tokens.Hold(token.Id);
            _clock.Advance(TimeSpan.FromDays(20));
            await storage.Storage.Tokens.SweepAsync();
            Assert.Equal([$"{_clock.GetUtcNow().ToUnixTimeMilliseconds()}"], storage.Query("SELECT last_used FROM user_token"));

            // What is on disk at this moment is what a crash leaves.
            foreach (var file in Directory.GetFiles(storage.Folder.Path).Where(file => Path.GetFileName(file) != "lock"))
            {
                File.Copy(file, crashed.File(Path.GetFileName(file)));
            }
        }

        _clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        await using var again = await TestStorage.StartAsync(crashed, clock: _clock);
        Assert.Equal(Alice, (await again.Storage.Tokens.ValidateAsync(text))!.Login);
    }

    [Fact]
    public async Task A_token_that_is_used_while_it_is_swept_is_not_swept()
    {
        await using var storage = await TestStorage.StartAsync(clock: _clock);
        var token = await storage.IssueAsync(Alice);
        _clock.Advance(TimeSpan.FromDays(6));
        Assert.NotNull(await storage.Storage.Tokens.ValidateAsync(token.Text));
        _clock.Advance(TimeSpan.FromDays(6));
        await storage.Storage.Tokens.SweepAsync();
        Assert.NotNull(await storage.Storage.Tokens.ValidateAsync(token.Text));
        Assert.Equal([token.Id], storage.Query("SELECT token FROM user_token"));
    }

    [Fact]
    public void A_token_that_is_just_being_deleted_cannot_be_held_and_one_that_is_held_cannot_be_deleted()
    {
        var uses = new TokenUses(10, exact: 0);
        Assert.True(uses.TryDoom("idle"));
        Assert.False(uses.TryHold("idle", 0));
        Assert.True(uses.TryHold("held", 0));
        Assert.False(uses.TryDoom("held"));
        Assert.True(uses.TryNote("used", Noon));
        Assert.False(uses.TryDoom("used"));
        uses.EndDoom(["idle"]);
        Assert.True(uses.TryHold("idle", 0));
    }

    [Fact]
    public void Of_very_many_held_tokens_those_not_saved_for_the_longest_are_saved_first()
    {
        var uses = new TokenUses(10, exact: 0);
        foreach (var id in new[] { "a", "b", "c" })
        {
            uses.TryHold(id, 0);
        }

        uses.Written([new("a", 2), new("b", 1), new("c", 3)]);
        Assert.Equal([new("b", 9L), new("a", 9L)], uses.Due(9, mostHeld: 2));
    }

    [Fact]
    public void A_session_that_comes_and_goes_saves_a_use_only_if_the_last_one_is_old_enough()
    {
        var uses = new TokenUses(10, exact: 100);
        ComeAndGo("recent", lastUse: 1000, at: 1100);
        Assert.Empty(uses.Due(1100, mostHeld: 10));
        ComeAndGo("long ago", lastUse: 1000, at: 1101);
        ComeAndGo("unknown", lastUse: 0, at: 1101);
        Assert.Equal(["long ago", "unknown"], uses.Due(1101, mostHeld: 10).Select(use => use.Key).Order());

        // What was saved while it was held counts.
        Assert.True(uses.TryHold("written", 0));
        uses.Written([new("written", 2000)]);
        uses.Release("written", 2100);
        Assert.Equal(0, uses.LastUseOf("written", 2100));

        void ComeAndGo(string id, long lastUse, long at)
        {
            Assert.True(uses.TryHold(id, lastUse));
            uses.Release(id, at);
        }
    }

    /// <summary>Otherwise all other writes would wait for the whole sweep.</summary>
    [Fact]
    public async Task Other_writes_go_between_those_of_a_sweep_with_very_many_uses()
    {
        await using var storage = await TestStorage.StartAsync(clock: _clock);
        var token = await storage.IssueAsync(Alice);
        _clock.Advance(TimeSpan.FromDays(1));
        for (var i = 0; i < 1200; i++)
        {
            storage.Storage.Tokens.Hold($"a token that ended, {i}")!.Dispose();
        }

        storage.Storage.Tokens.Hold(token.Id)!.Dispose();
        using var gate = new ManualResetEventSlim();
        var (tokens, seen) = (storage.Storage.Tokens, -1L);
        var before = storage.Engine.Files.Writer.RunAsync(_ =>
        {
            gate.Wait();
            return false;
        });
        var sweep = tokens.SweepAsync();
        var between = storage.Engine.Files.Writer.RunAsync(session =>
        {
            seen = TokenTable.Find(session, token.Id)!.Value.LastUsed;
            return false;
        });
        gate.Set();
        await Task.WhenAll(before, sweep, between);
        Assert.Equal(Noon, seen);
        Assert.Equal([$"{_clock.GetUtcNow().ToUnixTimeMilliseconds()}"], storage.Query("SELECT last_used FROM user_token"));
    }

    [Fact]
    public void A_use_above_the_bound_is_recorded_later_and_a_saved_one_makes_room()
    {
        var uses = new TokenUses(1, exact: 0);
        Assert.True(uses.TryNote("a", 1));
        Assert.True(uses.TryNote("a", 2));
        Assert.False(uses.TryNote("b", 2));
        uses.Written([new("a", 1)]);
        Assert.Equal(2, uses.LastUseOf("a", 5));
        uses.Written([new("a", 2)]);
        Assert.True(uses.TryNote("b", 3));
        Assert.Equal((0, 3), (uses.LastUseOf("a", 5), uses.LastUseOf("b", 5)));
    }
}
