using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Sqlite;
using ActorChat.Storage.Sqlite.Connections;
using ActorChat.Storage.Tests.Support;
using Akka.Actor;
using static ActorChat.Storage.Specs.Build;

namespace ActorChat.Storage.Tests;

public class ChatListSpecs
{
    /// <summary>Each range comes from its index, in its order: the cost of a page does not depend on the amount of data.</summary>
    [Theory]
    [InlineData("Chats", "SEARCH rooms USING INDEX rooms_by_first (first_key=?")]
    [InlineData("Chats", "SEARCH rooms USING INDEX rooms_by_second (second_key=?")]
    [InlineData("Chats", "SEARCH m USING INTEGER PRIMARY KEY")]
    [InlineData("Users", "SEARCH users USING INDEX sqlite_autoindex_users_1 (login_key>? AND login_key<?)")]
    [InlineData("LooksLike", "SEARCH users USING INDEX users_by_upper_skeleton (upper_skeleton=?)")]
    [InlineData("After", "SEARCH m USING INDEX messages_by_room (room=? AND seq>? AND seq<?)")]
    [InlineData("Before", "SEARCH m USING INDEX messages_by_room (room=? AND seq>? AND seq<?)")]
    [InlineData("ClientId", "SEARCH m USING INDEX messages_by_client_id (clientKey=?)")]
    [InlineData("ClientIds", "SEARCH messages USING INDEX messages_by_room (room=? AND seq>? AND seq<?)")]
    [InlineData("Count", "SEARCH messages USING INDEX messages_by_room (room=? AND seq>? AND seq<?)")]
    [InlineData("Room", "SEARCH rooms USING PRIMARY KEY (id=?)")]
    [InlineData("Room", "SEARCH b USING PRIMARY KEY (id=? AND bySecond=?)")]
    [InlineData("Sync", "SEARCH rooms USING INDEX rooms_happened_first (first_key=? AND happened_partition=? AND happened_bucket>?)")]
    [InlineData("Sync", "SEARCH rooms USING INDEX rooms_happened_second (second_key=? AND happened_partition=? AND happened_bucket>?)")]
    [InlineData("Sync", "SEARCH m USING INTEGER PRIMARY KEY")]
    [InlineData("BySeq", "SEARCH m USING INDEX messages_by_room (room=? AND seq=?)")]
    [InlineData("Changes", "SEARCH m USING INDEX messages_by_rev (room=? AND rev>?)")]
    [InlineData("Operation", "SEARCH operations USING PRIMARY KEY (room=? AND bySecond=? AND operationId=?)")]
    [InlineData("Blocks", "SEARCH blocks USING PRIMARY KEY (id=?)")]
    [InlineData("Blocked", "SEARCH blocks USING INDEX blocks_by_blocker (blocker_key=?)")]
    [InlineData("HowManyBlocked", "SEARCH blocks USING COVERING INDEX blocks_by_blocker (blocker_key=?)")]
    [InlineData("HasText", "SEARCH messages USING INDEX messages_by_rev (room=? AND rev>?)")]
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
            "Sync" => Sqlite.Rooms.UserChatQueries.Sync,
            "BySeq" => Sqlite.Rooms.RoomQueries.BySeq,
            "Changes" => Sqlite.Rooms.RoomQueries.Changes,
            "Operation" => Sqlite.Rooms.RoomQueries.Operation,
            "Blocks" => Sqlite.Rooms.RoomQueries.Blocks,
            "Blocked" => Sqlite.Rooms.UserChatQueries.Blocked,
            "HowManyBlocked" => Sqlite.Rooms.UserChatQueries.HowManyBlocked,
            "HasText" => Sqlite.Accounts.ErasureTables.HasText,
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
        Assert.DoesNotContain(plan, line => line.StartsWith("SCAN messages", StringComparison.Ordinal) || line.StartsWith("SCAN m ", StringComparison.Ordinal) || line.StartsWith("SCAN users", StringComparison.Ordinal) || line == "SCAN rooms");
        if (read is not ("Chats" or "Sync"))
        {
            Assert.DoesNotContain(plan, line => line.Contains("TEMP B-TREE", StringComparison.Ordinal));
        }
    }
}
