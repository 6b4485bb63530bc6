using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Nodes;

/// <summary>A server among others that answer as the test says: what it asks them for its clients and operators.</summary>
public sealed class SeveralNodesSpecs : IAsyncLifetime
{
    private const string Quick = "actorchat.cluster { cache-life = 200ms, answer-within = 200ms }";

    private readonly Dictionary<Type, object?> _answers = new()
    {
        [typeof(NodeQuestion.EndTokens)] = new RegistryCommands.SessionsEnded(1),
        [typeof(NodeQuestion.ForgetUser)] = new RegistryCommands.SessionsEnded(1),
        [typeof(NodeQuestion.WhenWritten)] = new NodeReply.Written([]),
        [typeof(RegistryCommands.ListSessions)] = new RegistryCommands.SessionList([(Login.FromStored("bob"), "theirs")]),
        [typeof(PartitionCommands.ListAwake)] = new PartitionCommands.Awake([default], 5),
        [typeof(NodeQuestion.ShowLimits)] = new NodeReply.Limits([KeyValuePair.Create("connects", "off")]),
        [typeof(NodeQuestion.SetLimit)] = new NodeReply.Limits([KeyValuePair.Create("connects", "off")]),
        [typeof(NodeQuestion.Show)] = new NodeReply.Shown("not JSON"),
        [typeof(NodeQuestion.EndSession)] = new RegistryCommands.SessionsEnded(0),
    };

    private readonly ScriptedNodes _nodes;
    private OperatedServer _server = null!;

    public SeveralNodesSpecs() => _nodes = new ScriptedNodes((node, question) => node == "node-3" ? null : _answers[question.GetType()], "node-2", "node-3");

    public async Task InitializeAsync() => _server = await OperatedServer.StartAsync(settings: Quick, nodes: _nodes);

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData("logout")]
    [InlineData("change")]
    [InlineData("block")]
    [InlineData("end-sessions")]
    public async Task Whoever_loses_a_token_loses_it_on_all_nodes_before_the_answer(string how)
    {
        var alice = await TestUser.RegisterAsync(_server.Http, "alice");
        _server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", alice.Token);
        using var answer = how switch
        {
            "logout" => await _server.Http.PostAsync("/logout", null),
            "change" => await _server.Http.PostAsJsonAsync("/change-password", new { password = TestUser.Password, newPassword = "another horse" }),
            _ => await _server.Admin.PostAsync($"/admin/users/alice/{how}", null),
        };
        Assert.True(answer.IsSuccessStatusCode);
        var ended = Assert.IsType<NodeQuestion.EndTokens>(_nodes.Questions.First());
        Assert.Single(ended.TokenIds);
        Assert.Equal(("alice", how == "block", how == "block" ? CloseReason.Blocked : CloseReason.TokenEnded), (ended.Login.Name, ended.EndsAll, ended.Reason));
        if (answer.RequestMessage!.RequestUri!.AbsolutePath.StartsWith("/admin", StringComparison.Ordinal))
        {
            var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(1, body.GetProperty("sessionsEnded").GetInt32());
            Assert.Equal("node-3", Assert.Single(body.GetProperty("noAnswer").EnumerateArray()).GetString());
        }
    }

    [Fact]
    public async Task Sessions_of_all_nodes_are_listed_with_their_node_and_with_those_that_did_not_answer()
    {
        var alice = await TestUser.RegisterAsync(_server.Http, "alice");
        await using var client = await ChatClient.ConnectAsync(_server.Url, alice);
        var list = await _server.Admin.GetFromJsonAsync<JsonElement>("/admin/sessions");
        Assert.Equal(
            ["alice node-1", "bob node-2"],
            list.GetProperty("sessions").EnumerateArray().Select(row => $"{row.GetProperty("login").GetString()} {row.GetProperty("node").GetString()}"));
        Assert.Equal("node-3", Assert.Single(list.GetProperty("noAnswer").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Rooms_and_limits_are_shown_by_node()
    {
        var rooms = await _server.Admin.GetFromJsonAsync<JsonElement>("/admin/rooms");
        Assert.Equal(5, rooms.GetProperty("count").GetInt32());
        Assert.Equal(["node-1", "node-2"], rooms.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("node").GetString()));
        using var set = await _server.Admin.PutAsJsonAsync("/admin/limits/connects", new { limit = "5 per 1s, burst 5" });
        var limits = await set.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("5 per 1s, burst 5", limits.GetProperty("nodes").GetProperty("node-1").GetProperty("connects").GetString());
        Assert.Equal("off", limits.GetProperty("nodes").GetProperty("node-2").GetProperty("connects").GetString());
        Assert.Equal(new NodeQuestion.SetLimit("connects", "5 per 1s, burst 5"), _nodes.Questions.Last());
        Assert.Equal("node-3", Assert.Single(limits.GetProperty("noAnswer").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task State_events_and_settings_of_all_nodes_are_shown_and_a_node_whose_answer_cannot_be_read_did_not_answer()
    {
        var unread = await _server.Admin.GetFromJsonAsync<JsonElement>("/admin/now");
        Assert.Equal(["node-1"], unread.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("node").GetString()));
        Assert.Equal(["node-3", "node-2"], unread.GetProperty("noAnswer").EnumerateArray().Select(node => node.GetString()));

        _answers[typeof(NodeQuestion.Show)] = new NodeReply.Shown("""{"node":"node-2","sessions":5,"newer":true}""");
        var now = await _server.Admin.GetFromJsonAsync<JsonElement>("/admin/now");
        Assert.Equal(["node-1", "node-2"], now.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("node").GetString()));
        Assert.Equal(5, now.GetProperty("nodes")[1].GetProperty("sessions").GetInt32());

        _answers[typeof(NodeQuestion.Show)] = new NodeReply.Shown("""[{"time":"2999-01-01T00:00:00.000Z","event":"login_failed","about":"bob"}]""");
        var events = await _server.Admin.GetFromJsonAsync<JsonElement>("/admin/security");
        Assert.Equal(("bob", "node-2"), (events.GetProperty("events")[0].GetProperty("about").GetString(), events.GetProperty("events")[0].GetProperty("node").GetString()));

        _answers[typeof(NodeQuestion.Show)] = new NodeReply.Shown("""[{"key":"actorchat.log.level","value":"debug","origin":"ACTORCHAT__LOG__LEVEL"}]""");
        var other = Assert.Single((await _server.Admin.GetFromJsonAsync<JsonElement>("/admin/settings")).GetProperty("others").EnumerateArray());
        Assert.Equal("node-2 debug", $"{other.GetProperty("node").GetString()} {other.GetProperty("value").GetString()}");
    }

    [Fact]
    public async Task A_session_of_another_node_is_ended_there_and_what_cannot_be_found_out_is_said()
    {
        using var unknown = await _server.Admin.DeleteAsync("/admin/sessions/theirs");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unknown.StatusCode);
        Assert.Contains("node-3", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        _answers[typeof(NodeQuestion.EndSession)] = new RegistryCommands.SessionsEnded(1);
        using var ended = await _server.Admin.DeleteAsync("/admin/sessions/theirs");
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
    }

    [Fact]
    public async Task A_list_of_chats_is_unavailable_while_a_node_does_not_say_what_is_written()
    {
        var alice = await TestUser.RegisterAsync(_server.Http, "alice");
        _server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", alice.Token);
        using var answer = await _server.Http.GetAsync("/get-all-chats");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task A_user_is_not_erased_while_a_node_does_not_answer()
    {
        await TestUser.RegisterAsync(_server.Http, "alice");
        using var answer = await _server.Admin.PostAsync("/admin/users/alice/erase", null);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains(_nodes.Questions, question => question is NodeQuestion.ForgetUser);
    }

    [Fact]
    public async Task The_id_of_a_connection_begins_with_the_node()
    {
        var body = await _server.Http.GetStringAsync("/socket.io/?EIO=4&transport=polling");
        Assert.Matches("^0\\{\"sid\":\"node-1\\.[\\w-]{20}\"", body);
    }
}
