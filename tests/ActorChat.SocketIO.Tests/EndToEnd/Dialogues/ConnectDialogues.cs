using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>Joining and leaving namespaces.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class ConnectDialogues(ServersFixture servers)
{
    private const string OnlySid = """\{"sid":"[A-Za-z0-9_-]{20}"\}""";
    private readonly Uri _server = servers.Protocol.Host.Address;

    [Theory]
    [InlineData("40", "", "{}")]
    [InlineData("40{}", "", "{}")]
    [InlineData("40{\"token\":\"123\",\"n\":{\"a\":[1,null]}}", "", "{\"token\":\"123\",\"n\":{\"a\":[1,null]}}")]
    [InlineData("40/custom,", "/custom,", "{}")]
    [InlineData("40/custom", "/custom,", "{}")]
    [InlineData("40/custom,{\"a\":1}", "/custom,", "{\"a\":1}")]
    public async Task The_reply_holds_only_the_id_and_comes_before_the_first_event(string connect, string space, string auth)
    {
        using var socket = await SocketSession.OpenSessionAsync(_server);
        var polling = await PollingSession.OpenAsync(_server);

        await socket.SendAsync(connect);
        await polling.PostAsync(connect);

        Assert.Matches($"^40{space}{OnlySid}$", await socket.NextAsync());
        await socket.ExpectAsync($"42{space}[\"auth\",{auth}]");
        Assert.Matches($"^40{space}{OnlySid}$", await polling.NextAsync());
        await polling.ExpectAsync($"42{space}[\"auth\",{auth}]");
    }

    [Fact]
    public async Task An_unknown_namespace_is_refused_without_data()
    {
        using var socket = await SocketSession.OpenSessionAsync(_server);

        await socket.SendAsync("40/random,{\"token\":\"123\"}");

        await socket.ExpectAsync("44/random,{\"message\":\"Invalid namespace\"}");
    }

    [Fact]
    public async Task Namespaces_of_one_connection_are_joined_and_left_independently()
    {
        using var session = await SocketSession.ConnectAsync(_server);

        await session.SendAsync("40/custom,");
        Assert.StartsWith("40/custom,{", await session.NextAsync(), StringComparison.Ordinal);
        await session.ExpectAsync("42/custom,[\"auth\",{}]");
        await session.SendAsync("41/custom,");

        await session.ExpectAliveAsync();
        await session.SendAsync("40/custom,");
        Assert.StartsWith("40/custom,{", await session.NextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("42[\"message\",1]")]
    [InlineData("42/custom,[\"message\"]")]
    [InlineData("430[]")]
    [InlineData("41")]
    [InlineData("41/custom,")]
    [InlineData("42/random,[\"message\"]")]
    public async Task A_packet_for_a_namespace_that_is_not_joined_closes_the_connection(string packet)
    {
        using var session = await SocketSession.OpenSessionAsync(_server);

        await session.SendAsync(packet);

        await session.ExpectCloseAsync();
    }

    [Fact]
    public async Task A_packet_for_another_namespace_than_the_joined_one_closes_the_connection()
    {
        using var session = await SocketSession.ConnectAsync(_server);

        await session.SendAsync("42/custom,[\"message\"]");

        await session.ExpectCloseAsync();
    }

    [Fact]
    public async Task A_refused_namespace_counts_as_not_joined()
    {
        using var session = await SocketSession.OpenSessionAsync(_server);
        await session.SendAsync("40/random,");
        await session.ExpectAsync("44/random,{\"message\":\"Invalid namespace\"}");

        await session.SendAsync("42/random,[\"message\"]");

        await session.ExpectCloseAsync();
    }

    [Theory]
    [InlineData("40")]
    [InlineData("40{\"a\":1}")]
    public async Task Joining_a_namespace_twice_closes_the_connection(string again)
    {
        using var session = await SocketSession.ConnectAsync(_server);

        await session.SendAsync(again);

        await session.ExpectCloseAsync();
    }

    [Fact]
    public async Task A_connection_that_joins_nothing_is_closed_after_the_connect_timeout()
    {
        using var session = await SocketSession.OpenSessionAsync(_server);
        var begin = TimeProvider.System.GetTimestamp();

        await session.ExpectCloseAsync();

        Assert.InRange(TimeProvider.System.GetElapsedTime(begin), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task A_refused_namespace_does_not_stop_the_connect_timeout()
    {
        var session = await PollingSession.OpenAsync(_server);
        await session.PostAsync("40/random,");

        await session.ExpectAsync("44/random,{\"message\":\"Invalid namespace\"}", "1");
    }

    [Fact]
    public async Task A_connection_that_left_all_namespaces_outlives_the_connect_timeout()
    {
        using var session = await SocketSession.ConnectAsync(_server);
        await session.SendAsync("41");

        // Four pings are more than the 1000 ms of the connect timeout.
        for (var beat = 0; beat < 4; beat++)
        {
            Assert.Equal("2", (await session.ReceiveAsync()).Text);
            await session.SendAsync("3");
        }

        await session.SendAsync("40");
        Assert.StartsWith("40{", await session.NextAsync(), StringComparison.Ordinal);
    }

    [Trait(Better.Trait, Better.ThanReference)]
    [Fact]
    public async Task An_event_right_behind_the_connect_waits_for_the_reply()
    {
        var session = await PollingSession.OpenAsync(_server);

        (await session.PostAsync("40", "42[\"message\",\"early\"]")).ExpectOk("ok");

        Assert.StartsWith("40{", await session.NextAsync(), StringComparison.Ordinal);
        await session.ExpectAsync("42[\"auth\",{}]", "42[\"message-back\",\"early\"]");
    }
}
