using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Cluster;

/// <summary>Three processes that found a cluster, on one database.</summary>
public sealed class ClusterSpecs
{
    private const int Messages = 50;

    [Fact]
    public async Task Users_of_different_nodes_chat_and_see_each_other_and_a_node_leaves_or_is_killed_and_comes_back()
    {
        await using var cluster = await ClusterOfProcesses.StartAsync();
        await using var lives = new Lives(cluster);
        await lives.BeginAsync();
        await lives.ChatAsync();

        // Whoever leaves in order takes nobody's session with it.
        Assert.Equal(0, await cluster.StopAsync(2));
        await lives.ChatAsync();
        await cluster.StartAsync(2);
        await lives.ChatAsync();

        // Whoever is killed takes some with it; what was acknowledged is there.
        await cluster.KillAsync(2);
        await lives.ChatAgainAsync();
        await cluster.StartAsync(2);
        await lives.ChatAgainAsync();
        await lives.AllIsThereAsync();
    }

    [Fact]
    public async Task A_node_told_to_stop_while_it_waits_for_others_ends_in_order()
    {
        await using var cluster = ClusterOfProcesses.Empty();
        cluster.Begin(0);
        await cluster[0].HeardAsync("Started up successfully");

        Assert.Equal(0, await cluster.StopAsync(0));
    }

    /// <summary>Two users on the first two nodes, and what they have told each other.</summary>
    private sealed class Lives(ClusterOfProcesses cluster) : IAsyncDisposable
    {
        private readonly List<string> _told = [];
        private TestUser _alice = null!;
        private TestUser _bob = null!;
        private ChatClient? _atAlice;
        private ChatClient? _atBob;
        private string _room = "";

        public async Task BeginAsync()
        {
            using var first = new HttpClient { BaseAddress = new Uri(cluster[0].Url) };
            using var third = new HttpClient { BaseAddress = new Uri(cluster[2].Url) };
            (_alice, _bob) = (await TestUser.RegisterAsync(first, "alice"), await TestUser.RegisterAsync(third, "bob"));
            await ConnectAsync();
            Assert.True((await _atAlice!.NextAsync("presence")).GetProperty("online").GetBoolean());
            third.DefaultRequestHeaders.Authorization = new("Bearer", _alice.Token);
            var users = await third.GetFromJsonAsync<JsonElement>("/get-all-users/?prefix=bob");
            Assert.True(users.GetProperty("users")[0].GetProperty("online").GetBoolean());
            var chats = await third.GetFromJsonAsync<JsonElement>("/get-all-chats");
            Assert.True(chats.GetProperty("chats")[0].GetProperty("online").GetBoolean());
        }

        /// <summary>On the sessions that there are: each message is shown to the other once, and in order.</summary>
        public async Task ChatAsync()
        {
            for (var number = 0; number < Messages; number++)
            {
                Assert.True(await SendAsync(), "no session ends, and nothing is refused");
            }

            foreach (var text in _told.TakeLast(Messages))
            {
                Assert.Equal(text, (await _atBob!.NextAsync("message")).GetProperty("message").GetString());
            }

            Assert.False(_atBob!.Has("message"));
        }

        /// <summary>As a client does that sends again whatever has no answer.</summary>
        public async Task ChatAgainAsync()
        {
            await ConnectAsync();
            for (var left = Messages; left > 0;)
            {
                if (await SendAsync())
                {
                    left--;
                }
                else
                {
                    await ConnectAsync();
                }
            }
        }

        public async Task AllIsThereAsync()
        {
            await ConnectAsync();
            var (found, before) = (new List<string>(), (long?)null);
            for (var more = true; more;)
            {
                var page = await _atBob!.CallAsync("have_room", before is null ? new { room = _room, limit = 200 } : new { room = _room, limit = 200, before });
                var messages = page.GetProperty("messages").EnumerateArray().ToList();
                found.InsertRange(0, messages.Select(message => message.GetProperty("message").GetString()!));
                (more, before) = (page.GetProperty("hasMore").GetBoolean(), messages[0].GetProperty("seq").GetInt64());
            }

            Assert.Equal(_told, found);
        }

        public async ValueTask DisposeAsync()
        {
            await (_atAlice?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (_atBob?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        private async Task ConnectAsync()
        {
            do
            {
                await DisposeAsync();
                _atAlice = await ChatClient.ConnectAsync(cluster[0].Url, _alice);
                _atBob = await ChatClient.ConnectAsync(cluster[1].Url, _bob);
            }
            while (!await JoinAsync(_atAlice, "bob") || !await JoinAsync(_atBob, "alice"));
        }

        /// <summary>False if the room's partition is on its way to another node: that is refused as unavailable, or the session ends.</summary>
        private async Task<bool> JoinAsync(ChatClient client, string companion)
        {
            var joined = await AskAsync(client, "join_room", new { companion });
            _room = joined?.GetProperty("room").GetString() ?? _room;
            return joined is not null;
        }

        private async Task<bool> SendAsync()
        {
            var text = _told.Count.ToString(CultureInfo.InvariantCulture);
            if (await AskAsync(_atAlice!, "message", new { room = _room, message = text, clientMessageId = text }) is null)
            {
                return false;
            }

            _told.Add(text);
            return true;
        }

        private static async Task<JsonElement?> AskAsync(ChatClient client, string request, object argument)
        {
            var asking = client.CallAsync(request, argument);
            if (await Task.WhenAny(asking, client.DisconnectedAsync()) != asking)
            {
                return null;
            }

            var answer = await asking;
            if (!answer.TryGetProperty("error", out var error))
            {
                return answer;
            }

            Assert.Equal("unavailable", error.GetProperty("code").GetString());
            return null;
        }
    }
}
