using System.Text.Json;
using ActorChat.Host.Tests.Hosting;
using Microsoft.Data.Sqlite;

namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>The five tables as anybody reads them with SQL while the server runs.</summary>
public sealed class TablesSpecs(RunningServer server) : IClassFixture<RunningServer>
{
    [Fact]
    public async Task The_five_tables_read_as_they_are_described()
    {
        var (alice, bob, carol) = (await server.RegisterAsync("Alice"), await server.RegisterAsync("bob"), await server.RegisterAsync("C.d+e@f"));
        await using var client = await ChatClient.ConnectAsync(server.Url, alice);
        var first = await client.CallAsync("message", new { companion = bob.Login.ToUpperInvariant(), message = "hi, \"you\" – 😀" });
        var second = await client.CallAsync("join_room", new { companion = carol.Login });
        var (room, other) = (first.GetProperty("room").GetString()!, second.GetProperty("room").GetString()!);
        await using (var atBob = await ChatClient.ConnectAsync(server.Url, bob))
        {
            await atBob.CallAsync("read", new { room, seq = 1 });
        }

        // A list waits until the tables hold everything.
        await client.CallAsync("have_room", new { room });
        using var lists = new HttpRequestMessage(HttpMethod.Get, "/get-all-chats");
        lists.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", alice.Token);
        using (await server.Http.SendAsync(lists))
        {
        }

        Assert.Equal([alice.Login], Rows("SELECT login FROM users WHERE login = $value AND id IS NOT NULL AND password LIKE '$argon2id$%'", alice.Login));
        Assert.Equal([alice.Login], Rows("SELECT user FROM user_token WHERE user = $value AND length(token) = 64", alice.Login));
        var token = Assert.Single(Rows("SELECT room FROM rooms WHERE id = $value", room));
        Assert.Equal(
            [$"{first.GetProperty("id")}|{alice.Login}|hi, \"you\" – 😀|{first.GetProperty("time").GetString()}|1"],
            Rows("SELECT id, login, message, time, isRead FROM messages WHERE room = $value", token));

        var ofAlice = JsonSerializer.Deserialize<Dictionary<string, string>>(Assert.Single(Rows("SELECT rooms FROM user_rooms WHERE id = $value", alice.Login)))!;
        Assert.Equal(new Dictionary<string, string> { [bob.Login] = room, [carol.Login] = other }, ofAlice);
        Assert.Equal([room], Rows("SELECT value FROM user_rooms, json_each(rooms) WHERE user_rooms.id = $value", bob.Login));
        Assert.Equal([$"{alice.Login}|{other}"], Rows("SELECT key, value FROM user_rooms, json_each(rooms) WHERE user_rooms.id = $value", carol.Login));
        Assert.Equal(["id|TEXT", "rooms|TEXT"], Rows("SELECT name, type FROM pragma_table_info('user_rooms') WHERE $value = ''", ""));
    }

    private List<string> Rows(string sql, string value)
    {
        using var tables = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(server.DataFolder, "chat.db"), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        tables.Open();
        using var command = tables.CreateCommand();
#pragma warning disable CA2100 // Written above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.Add(new SqliteParameter("$value", value));
        using var read = command.ExecuteReader();
        var rows = new List<string>();
        while (read.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, read.FieldCount).Select(column => Convert.ToString(read.GetValue(column), System.Globalization.CultureInfo.InvariantCulture))));
        }

        return rows;
    }
}
