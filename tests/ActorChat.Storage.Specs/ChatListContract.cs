using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Rooms;
using Akka.Actor;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Specs;

/// <summary>A user's list of rooms.</summary>
public abstract class ChatListContract : EngineSpecs
{
    [Fact]
    public async Task A_users_chats_come_latest_active_first_from_both_sides_page_by_page()
    {
        await using var storage = await StartAsync();
        // The user's name is in the middle, so that half of the rooms name him first.
        var user = Login.FromStored("m");
        var rooms = Enumerable.Range(0, 100).Select(i => RoomKey.Of(user, Login.FromStored($"{(i % 2 == 0 ? "a" : "z")}{i}"))).ToList();
        var sequenceNr = 0;
        foreach (var (room, i) in rooms.Select((room, i) => (room, i)))
        {
            // Active in another order than they were opened in, some at the same moment.
            storage.Tables.Project(0, ++sequenceNr, Batch(Opened(room), Posted(1 + (i * 37 % 50), room: room, id: i + 1)), ActorRefs.Nobody);
        }

        var all = new List<Chat>();
        string? cursor = null;
        do
        {
            var page = (await storage.Storage.Chats.PageAsync(user, 7, cursor))!;
            Assert.True(page.Chats.Count <= 7);
            all.AddRange(page.Chats);
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(100, all.Select(chat => chat.Room).Distinct().Count());
        Assert.Equal(all.Select(chat => chat.LastMessage!.Time).OrderDescending(), all.Select(chat => chat.LastMessage!.Time));
    }

    [Fact]
    public async Task A_page_of_long_messages_is_shorter_and_the_next_ones_follow_without_a_gap()
    {
        await using var storage = await StartAsync(overrides: "limits.page-bytes = 16KiB");
        var user = Login.FromStored("m");
        for (var i = 1; i <= 30; i++)
        {
            var room = RoomKey.Of(user, Login.FromStored($"c{i}"));
            // Every third one is longer than a page.
            storage.Tables.Project(0, i, Batch(Opened(room), Posted(i, room: room, id: i, text: string.Concat(Enumerable.Repeat("😀", i % 3 == 0 ? 4000 : 100)))), ActorRefs.Nobody);
        }

        var seen = new List<Chat>();
        for (string? cursor = ""; cursor is not null;)
        {
            var page = (await storage.Storage.Chats.PageAsync(user, 30, cursor))!;
            Assert.True(page.Chats.Count == 1 || page.Chats.Sum(chat => JsonSize.OverHttp(chat.LastMessage!)) <= 16 << 10);
            seen.AddRange(page.Chats);
            cursor = page.Next;
        }

        Assert.Equal(Enumerable.Range(1, 30).Reverse().Select(seq => (long)seq), seen.Select(chat => chat.LastMessage!.Seq));
    }

    [Fact]
    public async Task A_chat_shows_companion_unread_and_last_message_to_each_side()
    {
        await using var storage = await StartAsync();
        storage.Tables.Project(0, 1, Batch(Opened(), Posted(1, Alice, unread: 1), Posted(2, Alice, "second", "c2", unread: 2)), ActorRefs.Nobody);

        var ofAlice = Assert.Single((await storage.Storage.Chats.PageAsync(Alice, 10, null))!.Chats);
        var ofBob = (await storage.Storage.Chats.FindAsync(Bob, AliceAndBob.Number))!;
        Assert.Equal((AliceAndBob.Number, Bob, 0L, false), (ofAlice.Room, ofAlice.Companion, ofAlice.Unread, ofAlice.LastMessageIsRead));
        Assert.Equal((AliceAndBob.Number, "Alice", 2L, false), (ofBob.Room, ofBob.Companion.Name, ofBob.Unread, ofBob.LastMessageIsRead));
        Assert.Equal((2, 2, "second", "c2", Noon + 2, Alice), (ofBob.LastMessage!.Id, ofBob.LastMessage.Seq, ofBob.LastMessage.Text, ofBob.LastMessage.ClientMessageId, ofBob.LastMessage.Time, ofBob.LastMessage.Author));

        storage.Tables.Project(0, 2, Batch(new MessagesRead(AliceAndBob, Bob, 0, 2, 0)), ActorRefs.Nobody);
        var read = (await storage.Storage.Chats.FindAsync(Bob, AliceAndBob.Number))!;
        Assert.Equal((0L, true), (read.Unread, read.LastMessageIsRead));
    }

    [Fact]
    public async Task A_room_without_messages_is_listed_without_one()
    {
        await using var storage = await StartAsync();
        storage.Tables.Project(0, 1, Batch(Opened()), ActorRefs.Nobody);
        var chat = Assert.Single((await storage.Storage.Chats.PageAsync(Bob, 10, null))!.Chats);
        Assert.Equal((null, 0L), (chat.LastMessage, chat.Unread));
    }

    [Fact]
    public async Task A_stranger_finds_no_room()
    {
        await using var storage = await StartAsync();
        storage.Tables.Project(0, 1, Batch(Opened()), ActorRefs.Nobody);
        var stranger = Login.FromStored("mallory");
        Assert.Null(await storage.Storage.Chats.FindAsync(stranger, AliceAndBob.Number));
        Assert.Empty((await storage.Storage.Chats.PageAsync(stranger, 10, null))!.Chats);
        Assert.Null(await storage.Storage.Chats.FindAsync(Alice, RoomKey.Of(Alice, stranger).Number));
    }

    [Theory]
    [InlineData("?")]
    [InlineData("AAAA")]
    [InlineData("MSAy")]
    public async Task An_invalid_cursor_gives_no_page(string cursor)
    {
        await using var storage = await StartAsync();
        Assert.Null(await storage.Storage.Chats.PageAsync(Alice, 10, cursor));
    }
}
