using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Tests.Support;
using Akka.Actor;
using static ActorChat.Storage.Tests.Support.Build;

namespace ActorChat.Storage.Tests;

public class ChatListSpecs
{
    [Fact]
    public async Task A_users_chats_come_latest_active_first_from_both_sides_page_by_page()
    {
        await using var storage = await TestStorage.StartAsync();
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
        await using var storage = await TestStorage.StartAsync(overrides: "limits.page-bytes = 16KiB");
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
        await using var storage = await TestStorage.StartAsync();
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
        await using var storage = await TestStorage.StartAsync();
        storage.Tables.Project(0, 1, Batch(Opened()), ActorRefs.Nobody);
        var chat = Assert.Single((await storage.Storage.Chats.PageAsync(Bob, 10, null))!.Chats);
        Assert.Equal((null, 0L), (chat.LastMessage, chat.Unread));
    }

    [Fact]
    public async Task A_stranger_finds_no_room()
    {
        await using var storage = await TestStorage.StartAsync();
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
        await using var storage = await TestStorage.StartAsync();
        Assert.Null(await storage.Storage.Chats.PageAsync(Alice, 10, cursor));
    }

    /// <summary>Each range comes from its index, in its order: the cost of a page does not depend on the amount of data.</summary>
    [Theory]
    [InlineData("Chats", "SEARCH rooms USING INDEX rooms_by_first (first_key=?")]
    [InlineData("Chats", "SEARCH rooms USING INDEX rooms_by_second (second_key=?")]
    [InlineData("Chats", "SEARCH m USING INTEGER PRIMARY KEY")]
    [InlineData("Users", "SEARCH users USING INDEX sqlite_autoindex_users_1 (login_key>? AND login_key<?)")]
    [InlineData("LooksLike", "SEARCH users USING INDEX users_by_upper_skeleton (upper_skeleton=?)")]
    [InlineData("After", "SEARCH messages USING INDEX messages_by_room (room=? AND seq>? AND seq<?)")]
    [InlineData("Before", "SEARCH messages USING INDEX messages_by_room (room=? AND seq>? AND seq<?)")]
    [InlineData("ClientId", "SEARCH messages USING INDEX messages_by_client_id (clientKey=?)")]
    [InlineData("ClientIds", "SEARCH messages USING INDEX messages_by_room (room=? AND seq>? AND seq<?)")]
    [InlineData("Count", "SEARCH messages USING INDEX messages_by_room (room=? AND seq>? AND seq<?)")]
    [InlineData("Room", "SEARCH rooms USING PRIMARY KEY (id=?)")]
    public async Task Every_read_goes_through_an_index(string read, string step)
    {
        await using var storage = await TestStorage.StartAsync();
        var sql = read switch
        {
            "Chats" => Sqlite.Rooms.ChatListQueries.Page,
            "Users" => Sqlite.Accounts.AccountTable.Page,
            "LooksLike" => Sqlite.Accounts.LoginSkeletons.Find,
            "After" => Sqlite.Rooms.RoomQueries.FirstAfter,
            "Before" => Sqlite.Rooms.RoomQueries.LastBefore,
            "ClientId" => Sqlite.Rooms.RoomQueries.ByClientId,
            "ClientIds" => Sqlite.Rooms.RoomQueries.ClientIds,
            "Count" => Sqlite.Rooms.RoomQueries.HowMany,
            _ => Sqlite.Rooms.RoomQueries.Room,
        };
        using var session = SqliteSession.OpenToRead(storage.Folder.File("chat.db"));
        var explain = session.Prepare("EXPLAIN QUERY PLAN " + sql);
        var plan = new List<string>();
        while (explain.Step())
        {
            plan.Add(explain.Text(3));
        }

        Assert.Contains(plan, line => line.StartsWith(step, StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.StartsWith("SCAN messages", StringComparison.Ordinal) || line.StartsWith("SCAN users", StringComparison.Ordinal) || line == "SCAN rooms");
        if (read is not "Chats")
        {
            Assert.DoesNotContain(plan, line => line.Contains("TEMP B-TREE", StringComparison.Ordinal));
        }
    }
}
