using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Specs;

/// <summary>The steps of erasing a user, and what is left of one.</summary>
public abstract class ErasureContract : EngineSpecs
{
    [Fact]
    public async Task A_begun_erasure_takes_password_tokens_and_last_seen_and_survives_a_restart()
    {
        await using (var first = await StartAsync())
        {
            var token = await first.IssueAsync(Alice);
            await first.IssueAsync(Bob);
            await first.Storage.Accounts.SaveLastSeenAsync([new(Alice, Noon)]);
            Assert.Equal([token.Id], await first.Engine.Erasure.BeginAsync(Alice, Noon));
            Assert.Empty((await first.Engine.Erasure.BeginAsync(Alice, Noon + 1))!);
            Assert.Null(await first.Engine.Erasure.BeginAsync(Login.FromStored("nobody"), Noon));
        }

        await using var second = await StartAsync();
        Assert.Equal([Alice], await second.Engine.Erasure.UnfinishedAsync());
        Assert.Equal((true, null), (await second.Engine.Accounts.FindAsync(Alice)) is { } left ? (left.IsErased, left.LastSeen) : default);
        Assert.Null(await second.Engine.Accounts.FindCredentialsAsync(Alice));
        Assert.Equal(["bob"], (await second.Engine.Accounts.ListAsync("", "", "", 10)).Select(user => user.Account.Login.Name));
        await second.Engine.Erasure.FinishAsync(Alice, Noon);
        Assert.Empty(await second.Engine.Erasure.UnfinishedAsync());
    }

    [Fact]
    public async Task Nothing_changes_an_erased_user_and_nobody_gets_the_login()
    {
        await using var storage = await StartAsync();
        await storage.IssueAsync(Alice);
        var before = await storage.VerifiedAsync(Alice);
        await storage.Engine.Erasure.BeginAsync(Alice, Noon);
        Assert.Null(await storage.Storage.Tokens.IssueAsync(before));
        Assert.Null(await storage.Storage.Tokens.ReplacePasswordAsync(before, "other"));
        Assert.Null(await storage.Engine.Tokens.BlockAsync(Alice, Noon));
        Assert.False(await storage.Engine.Accounts.UnblockAsync(Alice));
        Assert.False(await storage.Engine.Accounts.ReplaceHashAsync(Alice, before.PasswordHash, "other"));
        await storage.Engine.Accounts.SaveOnlineAsync([Alice], Noon);
        await storage.Engine.Accounts.SaveLastSeenAsync([new(Alice, Noon)]);
        Assert.Null((await storage.Engine.Accounts.FindAsync(Alice))!.LastSeen);
        Assert.False(await storage.Storage.Accounts.RegisterAsync(Login.FromStored("ALICE"), "hash"));
    }

    [Fact]
    public async Task Rooms_are_named_until_they_hold_nothing_of_the_user()
    {
        await using var storage = await StartAsync();
        await storage.RegisterAsync("Alice", "bob");
        await storage.ProjectAsync([Batch(Opened(), Posted(1, Alice), Posted(2, Bob))]);
        Assert.Equal([AliceAndBob.Number], await storage.Engine.Erasure.RoomsWithTextAsync(Alice));
        storage.Tables.Project(0, 2, Batch(new AuthorErased(AliceAndBob, Alice, 2)), Akka.Actor.ActorRefs.Nobody);
        Assert.Empty(await storage.Storage.Erasure.RoomsWithTextAsync(Alice));
        Assert.Equal([AliceAndBob.Number], await storage.Engine.Erasure.RoomsWithTextAsync(Bob));
        Assert.True(await storage.Engine.Erasure.ScrubAsync());
    }

    [Fact]
    public async Task The_probe_writes_into_journal_and_tables()
    {
        await using var storage = await StartAsync();
        await storage.Engine.Probe.WriteJournalAsync(Noon);
        await storage.Engine.Probe.WriteTablesAsync(Noon);
        Assert.True((await storage.Storage.CheckAsync()).Ready);
    }
}
