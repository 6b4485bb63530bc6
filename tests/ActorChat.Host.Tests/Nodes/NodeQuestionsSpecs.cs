using ActorChat.Actors.Common;
using ActorChat.Actors.Nodes;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using ActorChat.Host.Tests.EndToEnd;
using ActorChat.Host.Tests.Hosting;

namespace ActorChat.Host.Tests.Nodes;

/// <summary>What a node answers to the others.</summary>
public sealed class NodeQuestionsSpecs : IClassFixture<RunningServer>
{
    private readonly RunningServer _server;

    public NodeQuestionsSpecs(RunningServer server) => _server = server;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sessions_of_tokens_that_ended_elsewhere_end_here(bool all)
    {
        var alice = await _server.RegisterAsync("alice");
        var other = await TestUser.LogInAsync(_server.Http, alice.Login);
        using var client = await RawClient.ConnectAsync(_server.Url, alice);
        using var stays = await RawClient.ConnectAsync(_server.Url, other);
        Assert.StartsWith("40", await client.NextAsync());
        Assert.StartsWith("40", await stays.NextAsync());
        var token = (await _server.Backend.Storage.Tokens.ValidateAsync(alice.Token))!;
        var ended = await AskAsync<RegistryCommands.SessionsEnded>(new NodeQuestion.EndTokens(token.Login, [token.Id], all, CloseReason.TokenEnded));
        Assert.Equal(all ? 2 : 1, ended.Count);
        await client.EndedAsync();
        if (all)
        {
            await stays.EndedAsync();
        }
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended()
    {
        var alice = await _server.RegisterAsync("alice");
        await using var client = await ChatClient.ConnectAsync(_server.Url, alice);
        var list = await AskAsync<RegistryCommands.SessionList>(new RegistryCommands.ListSessions(Login.FromStored(alice.Login), 10));
        var id = Assert.Single(list.Sessions).SessionId;
        Assert.Equal([id], (await AskAsync<RegistryCommands.SessionList>(new RegistryCommands.ListSessions(null, 1000, Login.FromStored(alice.Login).Key))).Sessions.Select(session => session.SessionId));
        Assert.Equal(0, (await AskAsync<RegistryCommands.SessionsEnded>(new NodeQuestion.EndSession("nobody", CloseReason.EndedByAdmin))).Count);
        Assert.Equal(1, (await AskAsync<RegistryCommands.SessionsEnded>(new NodeQuestion.EndSession(id, CloseReason.EndedByAdmin))).Count);
        await client.DisconnectedAsync();
    }

    [Fact]
    public async Task Awake_rooms_are_those_of_this_node_and_written_partitions_those_that_are_open()
    {
        var (alice, bob) = (await _server.RegisterAsync("alice"), await _server.RegisterAsync("bob"));
        await using var client = await ChatClient.ConnectAsync(_server.Url, alice);
        var room = (await client.CallAsync("join_room", new { companion = bob.Login })).GetProperty("room").GetString();
        var awake = await AskAsync<PartitionCommands.Awake>(new PartitionCommands.ListAwake(1000));
        Assert.Contains(awake.Rooms, one => one.ToString() == room);
        Assert.Equal([0, 1, 2, 3], (await AskAsync<NodeReply.Written>(new NodeQuestion.WhenWritten(Login.FromStored(alice.Login)))).Partitions);
    }

    [Fact]
    public async Task A_user_that_is_erased_elsewhere_has_no_session_and_no_account_in_memory()
    {
        var alice = await _server.RegisterAsync("alice");
        var login = Login.FromStored(alice.Login);
        await using var client = await ChatClient.ConnectAsync(_server.Url, alice);
        var before = await _server.Backend.Storage.Accounts.FindAsync(login);
        Assert.Same(before, await _server.Backend.Storage.Accounts.FindAsync(login));
        Assert.Equal(1, (await AskAsync<RegistryCommands.SessionsEnded>(new NodeQuestion.ForgetUser(login, []))).Count);
        await client.DisconnectedAsync();
        Assert.NotSame(before, await _server.Backend.Storage.Accounts.FindAsync(login));
    }

    [Fact]
    public async Task A_limit_is_changed_and_shown_and_one_that_is_unknown_changes_nothing()
    {
        var shown = await AskAsync<NodeReply.Limits>(NodeQuestion.ShowLimits.Instance);
        var set = await AskAsync<NodeReply.Limits>(new NodeQuestion.SetLimit("connects", "7 per 1s, burst 9"));
        Assert.Equal("7 per 1s, burst 9", Assert.Single(set.InForce, limit => limit.Key == "connects").Value);
        Assert.Equal(shown.InForce.Select(limit => limit.Key), set.InForce.Select(limit => limit.Key));
        Assert.Equal(set.InForce, (await AskAsync<NodeReply.Limits>(new NodeQuestion.SetLimit("of-a-newer-version", "off"))).InForce);
    }

    [Fact]
    public async Task A_question_that_nobody_knows_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => _server.Backend.Questions.AnswerAsync(new NodeReply.Written([])));

    private async Task<T> AskAsync<T>(object question) => Assert.IsType<T>(await _server.Backend.Questions.AnswerAsync(question));
}
