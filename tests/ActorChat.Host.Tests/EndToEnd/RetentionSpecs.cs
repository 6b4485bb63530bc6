using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using ActorChat.Actors;
using ActorChat.Actors.Rooms;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.EndToEnd;

/// <summary>Texts that were kept long enough go by themselves, and clients learn of it as of any change.</summary>
public sealed class RetentionSpecs
{
    [Fact]
    public async Task Texts_that_are_over_go_with_a_number_each_are_shown_to_both_and_do_not_come_back()
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat { retention = 1s, retention-every = 1s }");
        var (alice, bob) = (await TestUser.RegisterAsync(server.Http, "alice"), await TestUser.RegisterAsync(server.Http, "bob"));
        await using var writer = await ChatClient.ConnectAsync(server.Url, alice);
        await using var reader = await ChatClient.ConnectAsync(server.Url, bob);
        var room = (await writer.CallAsync("join_room", new { companion = "bob" })).GetProperty("room").GetString();
        await reader.CallAsync("join_room", new { companion = "alice" });
        const int Messages = 250;
        for (var seq = 1; seq <= Messages; seq++)
        {
            Assert.Null(await writer.RefusalAsync("message", new { companion = "bob", message = $"secret {seq}" }));
        }

        for (var rev = 1; rev <= Messages; rev++)
        {
            var changed = await reader.NextAsync("changed");
            Assert.Equal((rev, rev, true, ""), (
                changed.GetProperty("rev").GetInt32(),
                changed.GetProperty("message").GetProperty("seq").GetInt32(),
                changed.GetProperty("message").GetProperty("deleted").GetBoolean(),
                changed.GetProperty("message").GetProperty("message").GetString()));
        }

        var page = await reader.CallAsync("have_room", new { room, after = 0, limit = 200 });
        Assert.All(page.GetProperty("messages").EnumerateArray(), message => Assert.Equal("", message.GetProperty("message").GetString()));
        Assert.Equal(Messages, page.GetProperty("rev").GetInt32());
    }

    [Fact]
    public async Task An_operator_gives_one_room_a_retention_of_its_own_and_takes_it_back()
    {
        await using var server = await OperatedServer.StartAsync(settings: "actorchat { retention-every = 1s }");
        var (alice, _, _) = (await TestUser.RegisterAsync(server.Http, "alice"), await TestUser.RegisterAsync(server.Http, "bob"), await TestUser.RegisterAsync(server.Http, "carol"));
        await using var writer = await ChatClient.ConnectAsync(server.Url, alice);
        var room = (await writer.CallAsync("join_room", new { companion = "bob" })).GetProperty("room").GetString();
        var other = (await writer.CallAsync("join_room", new { companion = "carol" })).GetProperty("room").GetString();
        Assert.Null(await writer.RefusalAsync("message", new { room, message = "short-lived" }));
        Assert.Null(await writer.RefusalAsync("message", new { room = other, message = "kept" }));

        foreach (var (where, retention, expected) in new (string?, string?, HttpStatusCode)[]
        {
            (room, "soon", HttpStatusCode.BadRequest),
            (room, "0s", HttpStatusCode.BadRequest),
            ("0195f3c0-0000-7000-8000-000000000000", "30d", HttpStatusCode.NotFound),
            ("nonsense", "30d", HttpStatusCode.NotFound),
            (room, "1s", HttpStatusCode.NoContent),
        })
        {
            using var answer = await server.Admin.PutAsJsonAsync($"/admin/rooms/{where}/retention", new { retention });
            Assert.Equal(expected, answer.StatusCode);
        }

        Assert.True((await writer.NextAsync("changed")).GetProperty("message").GetProperty("deleted").GetBoolean());
        using var back = await server.Admin.PutAsJsonAsync($"/admin/rooms/{room}/retention", new { retention = (string?)null });
        Assert.Equal(HttpStatusCode.NoContent, back.StatusCode);
        var kept = await writer.CallAsync("have_room", new { room = other });
        Assert.Equal("kept", Assert.Single(kept.GetProperty("messages").EnumerateArray()).GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_room_that_fails_keeps_no_other_room_from_its_turn()
    {
        var stuck = (StuckRoom)DispatchProxy.Create<IChatActors, StuckRoom>();
        await using var server = await OperatedServer.StartAsync(settings: "actorchat { retention = 1s, retention-every = 1s }", door: actors =>
        {
            stuck.Inner = actors;
            return (IChatActors)(object)stuck;
        });
        var alice = await TestUser.RegisterAsync(server.Http, "alice");
        await using var writer = await ChatClient.ConnectAsync(server.Url, alice);
        var rooms = new List<string>();
        foreach (var companion in new[] { "bob", "carol", "dave" })
        {
            await TestUser.RegisterAsync(server.Http, companion);
            rooms.Add((await writer.CallAsync("join_room", new { companion })).GetProperty("room").GetString()!);
        }

        // The walk comes to the least number first.
        stuck.Number = rooms.Min(StringComparer.Ordinal);
        foreach (var room in rooms)
        {
            Assert.Null(await writer.RefusalAsync("message", new { room, message = "short-lived" }));
        }

        string[] changed = [(await writer.NextAsync("changed")).GetProperty("room").GetString()!, (await writer.NextAsync("changed")).GetProperty("room").GetString()!];
        Assert.Equal(rooms.Where(room => room != stuck.Number).Order(StringComparer.Ordinal), changed.Order(StringComparer.Ordinal));
        Assert.True(stuck.Asked > 0);
    }

    /// <summary>The actors, of whom one room fails to remove its texts.</summary>
    public class StuckRoom : DispatchProxy
    {
        private int _asked;

        public IChatActors? Inner { get; set; }

        public string? Number { get; set; }

        public int Asked => _asked;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IChatActors.ExpireAsync) && args![0] is RoomNumber room && room.ToString() == Number)
            {
                Interlocked.Increment(ref _asked);
                return Task.FromException<bool?>(new InvalidOperationException("stuck"));
            }

            return targetMethod.Invoke(Inner, args);
        }
    }
}
