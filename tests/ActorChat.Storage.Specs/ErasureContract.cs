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
        Assert.True(await storage.Engine.Erasure.ScrubAsync(Alice));
    }

    [Fact]
    public async Task A_room_with_nothing_but_a_reaction_an_id_of_a_change_or_a_block_of_the_user_is_named_until_it_is_erased()
    {
        await using var storage = await StartAsync();
        await storage.RegisterAsync("Alice", "bob");
        var rooms = new[] { "r", "s", "t", "u" }.Select(companion => RoomKey.Of(Alice, Login.FromStored(companion))).ToList();
        await storage.ProjectAsync(
        [
            Batch([.. rooms.SelectMany((room, i) => new RoomEvent[] { Opened(room), Posted(1, room.Second, room: room, id: i + 1) })]),
            Batch(
                Changed(1, 1, by: Alice, details: new MessageDetails(0) { FirstReactions = ["👍"] }, room: rooms[0]),
                Changed(1, 1, by: Alice, details: new MessageDetails(0), operationId: "op", room: rooms[1]),
                new CompanionBlocked(rooms[2], Alice, true, Noon),
                Changed(1, 1, by: rooms[3].Second, details: new MessageDetails(0) { SecondReactions = ["👍"] }, operationId: "op", room: rooms[3])),
        ]);
        Assert.Equal(rooms[..3].Select(room => room.Number).ToHashSet(), (await storage.Engine.Erasure.RoomsWithTextAsync(Alice)).ToHashSet());
        storage.Tables.Project(0, 3, Batch([.. rooms.Select(room => (RoomEvent)new AuthorErased(room, Alice, 1) { Time = Noon })]), Akka.Actor.ActorRefs.Nobody);
        Assert.Empty(await storage.Storage.Erasure.RoomsWithTextAsync(Alice));
        Assert.Empty((await storage.Tables.FindMessageAsync(rooms[0], 1))!.Details!.FirstReactions);
        Assert.Null(await storage.Tables.FindOperationAsync(rooms[1], Alice, "op"));
        Assert.False((await storage.Tables.LoadRoomAsync(rooms[2].Number, 1))!.FirstBlocks);
        Assert.Equal("👍", Assert.Single((await storage.Tables.FindMessageAsync(rooms[3], 1))!.Details!.SecondReactions));
        Assert.NotNull(await storage.Tables.FindOperationAsync(rooms[3], rooms[3].Second, "op"));
    }

    [Fact]
    public async Task An_edited_message_of_an_erased_author_keeps_its_place_and_the_companions_reactions()
    {
        await using var storage = await StartAsync();
        await storage.ProjectAsync(
        [
            Batch(Opened(), Posted(1, Alice, "one"), Posted(2, Bob, "two")),
            Batch(Changed(1, 1, "one, edited"), Changed(1, 2, by: Bob, details: new MessageDetails(0) { EditedAt = Noon, FirstReactions = ["x"], SecondReactions = ["👍"] })),
            Batch(new AuthorErased(AliceAndBob, Alice, 2) { Time = Noon }),
        ]);
        var left = (await storage.Tables.FindMessageAsync(AliceAndBob, 1))!;
        Assert.Equal((true, "", new MessageDetails(0) { Rev = 2, SecondReactions = ["👍"] }), (left.IsErased, left.Text, left.Details));
    }

    [Fact]
    public async Task Blocks_of_an_erased_user_in_rooms_that_were_never_opened_end_with_the_erasure()
    {
        await using var storage = await StartAsync();
        await storage.RegisterAsync("Alice", "bob");
        await storage.ProjectAsync([Batch(new CompanionBlocked(AliceAndBob, Alice, true, Noon), new CompanionBlocked(AliceAndBob, Bob, true, Noon))]);
        Assert.Empty(await storage.Storage.Erasure.RoomsWithTextAsync(Alice));
        await storage.Engine.Erasure.BeginAsync(Alice, Noon);
        await storage.Engine.Erasure.FinishAsync(Alice, Noon);
        var left = (await storage.Tables.LoadRoomAsync(AliceAndBob.Number, 1))!;
        Assert.Equal((false, true, true, false), (left.FirstBlocks, left.SecondBlocks, left.FirstIsErased, left.SecondIsErased));
        storage.Tables.Project(0, 2, Batch(new AuthorErased(AliceAndBob, Bob, 0)), Akka.Actor.ActorRefs.Nobody);
        Assert.Null(await storage.Tables.LoadRoomAsync(AliceAndBob.Number, 1));
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
