using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Specs;

/// <summary>The present form of messages that changed, what changed after a number, ids of changes, delivered markers and blocks.</summary>
public abstract class ChangeContract : EngineSpecs
{
    [Fact]
    public async Task A_plain_message_has_no_details_and_an_answer_names_what_it_answers()
    {
        await using var storage = await StartAsync();
        var answer = Posted(2, Bob, "answer");
        await storage.ProjectAsync([Batch(Opened(), Posted(1), answer with { Message = answer.Message with { Details = new MessageDetails(1) } })]);
        var page = await storage.Tables.ReadPageAsync(AliceAndBob, null, null, 10);
        Assert.Null(page[0].Details);
        Assert.Equal(new MessageDetails(1), page[1].Details);
        Assert.Equal(page[1], await storage.Tables.FindMessageAsync(AliceAndBob, 2));
        Assert.Null(await storage.Tables.FindMessageAsync(AliceAndBob, 3));
        Assert.Empty(await storage.Tables.ReadChangesAsync(AliceAndBob, 0, 10));
    }

    [Fact]
    public async Task Every_read_has_the_present_form_of_a_message()
    {
        await using var storage = await StartAsync();
        var details = new MessageDetails(0) { EditedAt = Noon + 5, FirstReactions = ["👍", "\"quoted\" \\ \u00e4"], SecondReactions = ["❤️"] };
        await storage.ProjectAsync([Batch(Opened(), Posted(1, Alice, "first", "c1")), Batch(Changed(1, 1, "second")), Batch(Changed(1, 2, details: details, by: Bob))]);
        var expected = Posted(1, Alice, "second", "c1").Message with { Details = details with { Rev = 2 } };
        Assert.Equal([expected], await storage.Tables.ReadPageAsync(AliceAndBob, null, null, 10));
        Assert.Equal([expected], await storage.Tables.ReadPageAsync(AliceAndBob, null, 0, 10));
        Assert.Equal([expected], await storage.Tables.ReadChangesAsync(AliceAndBob, 0, 10));
        Assert.Equal([expected], (await storage.Tables.LoadRoomAsync(AliceAndBob.Number, 10))!.Latest);
        Assert.Equal(expected, await storage.Tables.FindMessageAsync(AliceAndBob, 1));
        Assert.Equal(expected, await storage.Tables.FindByClientIdAsync(AliceAndBob, Alice, "c1"));
        Assert.Equal(expected, (await storage.Storage.Chats.FindAsync(Bob, AliceAndBob.Number))!.LastMessage);
        Assert.Equal(expected, Assert.Single((await storage.Storage.UserChats.SyncAsync(Bob, null, 10))!.Rooms).Last);
    }

    [Fact]
    public async Task A_deleted_message_keeps_its_place_and_its_clients_id()
    {
        await using var storage = await StartAsync();
        await storage.ProjectAsync([Batch(Opened(), Posted(1, Alice, "first", "c1"), Changed(1, 1, "", details: new MessageDetails(0) { DeletedAt = Noon }))]);
        var deleted = (await storage.Tables.FindByClientIdAsync(AliceAndBob, Alice, "c1"))!;
        Assert.Equal((true, false, "", 1L), (deleted.IsDeleted, deleted.IsErased, deleted.Text, deleted.Rev));
    }

    [Fact]
    public async Task Changes_come_ascending_by_the_latest_of_each_message_page_by_page()
    {
        await using var storage = await StartAsync();
        await storage.ProjectAsync(
        [
            Batch([Opened(), .. Enumerable.Range(1, 20).Select(seq => (RoomEvent)Posted(seq))]),
            Batch([.. Enumerable.Range(1, 60).Select(rev => (RoomEvent)Changed(1 + (rev * 7 % 20), rev, $"rev {rev}"))]),
        ]);
        var all = new List<ChatMessage>();
        while (await storage.Tables.ReadChangesAsync(AliceAndBob, all.LastOrDefault()?.Rev ?? 0, 3) is { Count: > 0 } page)
        {
            Assert.True(page.Count <= 3);
            all.AddRange(page);
        }

        Assert.Equal(Enumerable.Range(41, 20).Select(rev => (long)rev), all.Select(message => message.Rev));
        Assert.All(all, message => Assert.Equal($"rev {message.Rev}", message.Text));
        Assert.Equal(20, all.DistinctBy(message => message.Seq).Count());
        Assert.Equal(60, (await storage.Tables.LoadRoomAsync(AliceAndBob.Number, 1))!.Rev);
        Assert.Equal(2, (await storage.Tables.ReadChangesAsync(AliceAndBob, 0, 20, maxBytes: 1)).Count);
    }

    [Fact]
    public async Task An_id_of_a_change_finds_the_first_change_that_its_user_made_with_it()
    {
        await using var storage = await StartAsync();
        await storage.ProjectAsync([Batch(Opened(), Posted(1), Posted(2, Bob)), Batch(Changed(1, 1, "a", operationId: "op")), Batch(Changed(1, 2, "b", operationId: "op"), Changed(2, 3, "c", Bob, operationId: "op"))]);
        Assert.Equal(new StoredOperation(1, 1, Noon + 1001), await storage.Tables.FindOperationAsync(AliceAndBob, Alice, "op"));
        Assert.Equal(new StoredOperation(2, 3, Noon + 1003), await storage.Tables.FindOperationAsync(AliceAndBob, Bob, "op"));
        Assert.Null(await storage.Tables.FindOperationAsync(AliceAndBob, Bob, "OP"));
    }

    [Fact]
    public async Task An_id_of_a_change_that_changed_nothing_is_found_too()
    {
        await using var storage = await StartAsync();
        var kept = new OperationKept(AliceAndBob, Bob, "op", 1, 1, Noon + 1001);
        await storage.ProjectAsync([Batch(Opened(), Posted(1), Changed(1, 1, "a")), Batch(kept), Batch(Changed(1, 2, by: Bob, operationId: "op"), kept with { Rev = 2, Time = Noon })]);
        Assert.Equal(new StoredOperation(1, 1, Noon + 1001), await storage.Tables.FindOperationAsync(AliceAndBob, Bob, "op"));
    }

    [Fact]
    public async Task A_delivered_marker_never_moves_back_and_reading_implies_it()
    {
        await using var storage = await StartAsync();
        await storage.ProjectAsync([Batch([Opened(), .. Enumerable.Range(1, 9).Select(seq => (RoomEvent)Posted(seq))]), Batch(new MessagesDelivered(AliceAndBob, Bob, 5, Noon))]);
        Assert.Equal(new MemberStanding(0, 1) { DeliveredUpTo = 5 }, (await storage.Tables.LoadRoomAsync(AliceAndBob.Number, 1))!.Second);
        storage.Tables.Project(0, 3, Batch(new MessagesRead(AliceAndBob, Bob, 0, 3, 6) { Time = Noon }), Akka.Actor.ActorRefs.Nobody);
        Assert.Equal(new MemberStanding(3, 6) { DeliveredUpTo = 5 }, (await storage.Tables.LoadRoomAsync(AliceAndBob.Number, 1))!.Second);
        storage.Tables.Project(0, 4, Batch(new MessagesRead(AliceAndBob, Bob, 3, 8, 1) { Time = Noon }), Akka.Actor.ActorRefs.Nobody);
        var room = (await storage.Tables.LoadRoomAsync(AliceAndBob.Number, 1))!;
        Assert.Equal((new MemberStanding(8, 1), new MemberStanding(0, 0)), (room.Second, room.First));
    }

    [Fact]
    public async Task A_user_is_told_whom_the_user_blocks_in_the_order_of_logins_and_nobody_else_is()
    {
        await using var storage = await StartAsync();
        var companions = new[] { "Zoe", "bob", "Ülo", "adam" }.Select(Login.FromStored).ToList();
        await storage.ProjectAsync([Batch([.. companions.Select(companion => (RoomEvent)new CompanionBlocked(RoomKey.Of(Alice, companion), Alice, true, Noon))])]);
        Assert.Equal(["adam", "bob", "Zoe", "Ülo"], (await storage.Storage.UserChats.BlockedAsync(Alice)).Select(login => login.Name));
        Assert.Empty(await storage.Storage.UserChats.BlockedAsync(Bob));
        Assert.Equal((4, 0), (await storage.Tables.CountBlocksAsync(Alice), await storage.Tables.CountBlocksAsync(Bob)));
        storage.Tables.Project(0, 2, Batch(new CompanionBlocked(AliceAndBob, Alice, false, Noon)), Akka.Actor.ActorRefs.Nobody);
        Assert.Equal(["adam", "Zoe", "Ülo"], (await storage.Storage.UserChats.BlockedAsync(Alice)).Select(login => login.Name));
    }

    [Fact]
    public async Task Two_users_are_apart_whichever_of_them_blocks_the_other_as_long_as_one_does()
    {
        await using var storage = await StartAsync();
        var (zoe, adam) = (Login.FromStored("Zoe"), Login.FromStored("adam"));
        await storage.ProjectAsync([Batch(new CompanionBlocked(AliceAndBob, Bob, true, Noon), new CompanionBlocked(RoomKey.Of(Alice, zoe), Alice, true, Noon))]);
        Assert.Equal(new HashSet<Login> { Bob, zoe }, await storage.Storage.UserChats.ApartAsync(Alice, [adam, Bob, zoe]));
        Assert.Equal(new HashSet<Login> { Alice }, await storage.Storage.UserChats.ApartAsync(zoe, [adam, Bob, Alice]));
        Assert.Empty(await storage.Storage.UserChats.ApartAsync(Alice, []));
        storage.Tables.Project(0, 2, Batch(new CompanionBlocked(AliceAndBob, Bob, false, Noon)), Akka.Actor.ActorRefs.Nobody);
        Assert.Equal(new HashSet<Login> { zoe }, await storage.Storage.UserChats.ApartAsync(Alice, [adam, Bob, zoe]));
    }

    [Fact]
    public async Task A_chat_has_the_numbers_of_its_latest_message_and_change()
    {
        await using var storage = await StartAsync();
        await storage.ProjectAsync([Batch(Opened(), Posted(1), Posted(2, Bob), Changed(1, 1, "edited"))]);
        Assert.Equal((2L, 1L), (await storage.Storage.Chats.FindAsync(Alice, AliceAndBob.Number)) is { } chat ? (chat.LastSeq, chat.Rev) : default);
    }
}
