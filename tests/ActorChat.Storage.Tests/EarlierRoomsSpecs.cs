using ActorChat.Actors.Rooms;
using ActorChat.Storage.Tests.Support;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

/// <summary>Rooms of a server that did not say when something happened in them: a client without a cursor finds all of them.</summary>
public class EarlierRoomsSpecs
{
    [Fact]
    public async Task Rooms_of_an_earlier_server_are_found_page_by_page_the_longest_inactive_first_and_what_was_read_is_delivered()
    {
        using var folder = new TempFolder();
        await (await TestStorage.StartAsync(folder)).DisposeAsync();
        OldTables.Make(folder, before: "CREATE TABLE operations");
        for (var i = 1; i <= 9; i++)
        {
            var room = RoomKey.Of(Alice, Actors.Common.Login.FromStored($"u{i}"));
            folder.Execute("chat.db", $"""
                INSERT INTO rooms VALUES ('{room.Number}', '{room.Token}', 'Alice', 'u{i}', 'alice', 'u{i}', '', {100 - i}, 1, {i}, 1, 0, 0, 1, NULL);
                INSERT INTO messages VALUES ({i}, '{room.Token}', 'u{i}', 'text', '2026-11-22T15:56:00.123Z', 1, 1, 1, NULL, NULL)
                """);
        }

        await using var storage = await TestStorage.StartAsync(folder);
        var (found, cursor) = (new List<string>(), (string?)null);
        for (var isComplete = false; !isComplete;)
        {
            var page = (await storage.Storage.UserChats.SyncAsync(Alice, cursor, 2))!;
            Assert.All(page.Rooms, room => Assert.Equal((new MemberStanding(1, 0), new MemberStanding(0, 1), 0L, null), (room.First, room.Second, room.Rev, room.Last!.Details)));
            found.AddRange(page.Rooms.Select(room => room.Key.Second.Name));
            (cursor, isComplete) = (page.Cursor, page.Complete);
        }

        Assert.Equal(Enumerable.Range(1, 9).Reverse().Select(i => $"u{i}"), found);
        storage.Tables.Project(3, 1, Batch(Posted(2, room: RoomKey.Of(Alice, Actors.Common.Login.FromStored("u5")), id: 100)), Akka.Actor.ActorRefs.Nobody);
        Assert.Equal(["u5"], (await storage.Storage.UserChats.SyncAsync(Alice, cursor, 10))!.Rooms.Select(room => room.Key.Second.Name));
    }
}
