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
