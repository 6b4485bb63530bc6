using System.Text.Json;
using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>Connection state recovery, packet by packet.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class RecoveryDialogues(ServersFixture servers)
{
    private readonly Uri _server = servers.Recovery.Host.Address;

    [Fact]
    public async Task The_reply_carries_a_private_id_and_every_event_its_offset()
    {
        var session = await PollingSession.OpenAsync(_server);
        await session.PostAsync("40");

        var reply = Connection.Of(await session.NextAsync());

        Assert.NotEqual(reply.Sid, reply.Pid);
        Assert.Matches("^42\\[\"auth\",\\{\\},\"[^\"]+\"\\]$", await session.NextAsync());
    }

    [Fact]
    public async Task An_event_that_asks_for_an_acknowledgement_is_answered_without_an_offset()
    {
        var (session, _, _) = await ConnectAsync();

        await session.PostAsync("425[\"message-with-ack\",1]");

        await session.ExpectAsync("435[1]");
    }

    [Fact]
    public async Task A_binary_event_carries_its_offset_behind_its_last_argument()
    {
        var (session, _, _) = await ConnectAsync();

        await session.PostAsync("451-[\"message\",{\"_placeholder\":true,\"num\":0}]", "bAQI=");

        Assert.Matches("^451-\\[\"message-back\",\\{\"_placeholder\":true,\"num\":0\\},\"[^\"]+\"\\]$", await session.NextAsync());
        await session.ExpectAsync("bAQI=");
    }

    [Fact]
    public async Task Missed_events_come_before_the_reply_with_the_old_ids()
    {
        var (broken, connection, offset) = await ConnectAsync();
        await MissAsync(broken, "one", "two");

        var session = await PollingSession.OpenAsync(_server);
        await session.PostAsync(connection.Restore(offset));
        var packets = (await session.PollAsync()).Body.Split('\u001e');

        Assert.Equal("one", TextOf(packets[0]));
        Assert.Equal("two", TextOf(packets[1]));
        Assert.Equal(connection, Connection.Of(packets[2]));
        // A later recovery must be able to begin after the repeated ones.
        Assert.Equal(2, packets[..2].Select(OffsetOf).Distinct().Count());
    }

    [Fact]
    public async Task Missed_attachments_come_back_with_their_event()
    {
        var (broken, connection, offset) = await ConnectAsync();
        (await broken.PostAsync("451-[\"message\",{\"_placeholder\":true,\"num\":0}]", "bAQI=")).ExpectOk("ok");
        (await broken.PostAsync("1")).ExpectOk("ok");

        using var session = await SocketSession.OpenSessionAsync(_server);
        await session.SendAsync(connection.Restore(offset));

        Assert.StartsWith("451-[\"message-back\",{\"_placeholder\":true,\"num\":0},\"", await session.NextAsync(), StringComparison.Ordinal);
        await session.ExpectBinaryAsync(1, 2);
        Assert.Equal(connection, Connection.Of(await session.NextAsync()));
    }

    [Fact]
    public async Task A_recovered_connection_can_be_recovered_again()
    {
        var (first, connection, offset) = await ConnectAsync();
        await MissAsync(first, "one");
        var second = await PollingSession.OpenAsync(_server);
        await second.PostAsync(connection.Restore(offset));
        var repeated = await second.NextAsync();
        Assert.Equal(connection, Connection.Of(await second.NextAsync()));
        Assert.Contains("\"auth\"", await second.NextAsync(), StringComparison.Ordinal);
        await MissAsync(second, "two");

        var third = await PollingSession.OpenAsync(_server);
        await third.PostAsync(connection.Restore(OffsetOf(repeated)));

        // The auth event of the second connection was seen, but its offset was not used. It comes again, followed by what was missed.
        Assert.Contains("\"auth\"", await third.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("two", TextOf(await third.NextAsync()));
        Assert.Equal(connection, Connection.Of(await third.NextAsync()));
    }

    [Trait(Better.Trait, Better.ThanReference)]
    [Fact]
    public async Task A_saved_session_is_used_up_by_its_recovery()
    {
        var (broken, connection, offset) = await ConnectAsync();
        await MissAsync(broken, "once");
        var recovered = await PollingSession.OpenAsync(_server);
        await recovered.PostAsync(connection.Restore(offset));
        Assert.Equal("once", TextOf(await recovered.NextAsync()));
        Assert.Equal(connection, Connection.Of(await recovered.NextAsync()));

        var thief = await PollingSession.OpenAsync(_server);
        await thief.PostAsync(connection.Restore(offset));

        ExpectAnother(connection, await thief.NextAsync());
    }

    [Fact]
    public async Task A_session_that_the_client_left_is_not_kept()
    {
        var (left, connection, offset) = await ConnectAsync();
        (await left.PostAsync("41")).ExpectOk("ok");

        var session = await PollingSession.OpenAsync(_server);
        await session.PostAsync(connection.Restore(offset));

        ExpectAnother(connection, await session.NextAsync());
    }

    [Fact]
    public async Task A_session_that_ended_with_a_fault_is_not_kept()
    {
        var (faulty, connection, offset) = await ConnectAsync();
        (await faulty.PostAsync("4abc")).ExpectOk("ok");

        var session = await PollingSession.OpenAsync(_server);
        await session.PostAsync(connection.Restore(offset));

        ExpectAnother(connection, await session.NextAsync());
    }

    [Theory]
    [InlineData("{\"pid\":\"unknown\",\"offset\":\"OFFSET\"}")]
    [InlineData("{\"pid\":\"PID\",\"offset\":\"unknown\"}")]
    [InlineData("{\"pid\":\"PID\"}")]
    [InlineData("{\"offset\":\"OFFSET\"}")]
    [InlineData("{\"pid\":1,\"offset\":\"OFFSET\"}")]
    [InlineData("{\"pid\":\"PID\",\"offset\":{}}")]
    [InlineData("{\"pid\":null,\"offset\":null}")]
    public async Task What_cannot_be_recovered_is_an_ordinary_connection(string auth)
    {
        var (broken, connection, offset) = await ConnectAsync();
        await MissAsync(broken, "lost");

        using var session = await SocketSession.OpenSessionAsync(_server);
        await session.SendAsync("40" + auth
            .Replace("PID", connection.Pid, StringComparison.Ordinal)
            .Replace("OFFSET", offset, StringComparison.Ordinal));

        ExpectAnother(connection, await session.NextAsync());
        Assert.Contains("[\"auth\",", await session.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_still_open_is_not_handed_to_another()
    {
        var (open, connection, offset) = await ConnectAsync();

        using var session = await SocketSession.OpenSessionAsync(_server);
        await session.SendAsync(connection.Restore(offset));

        ExpectAnother(connection, await session.NextAsync());
        (await open.PostAsync("42[\"message\",\"mine\"]")).ExpectOk("ok");
        Assert.Equal("mine", TextOf(await open.NextAsync()));
    }

    /// <summary>A connection by polling and the offset of its first event.</summary>
    private async Task<(PollingSession Session, Connection Connection, string Offset)> ConnectAsync()
    {
        var session = await PollingSession.OpenAsync(_server);
        (await session.PostAsync("40")).ExpectOk("ok");
        var connection = Connection.Of(await session.NextAsync());
        return (session, connection, OffsetOf(await session.NextAsync()));
    }

    /// <summary>Makes the server emit, and breaks the connection before anything can be polled.</summary>
    private static async Task MissAsync(PollingSession session, params string[] texts)
    {
        foreach (var text in texts)
        {
            (await session.PostAsync($"42[\"message\",\"{text}\"]")).ExpectOk("ok");
        }

        (await session.PostAsync("1")).ExpectOk("ok");
    }

    private static void ExpectAnother(Connection old, string reply)
    {
        var connection = Connection.Of(reply);
        Assert.NotEqual(old.Sid, connection.Sid);
        Assert.NotEqual(old.Pid, connection.Pid);
    }

    private static string TextOf(string packet) => JsonSerializer.Deserialize<JsonElement[]>(packet[2..])![1].GetString()!;

    private static string OffsetOf(string packet) => JsonSerializer.Deserialize<JsonElement[]>(packet[2..])![^1].GetString()!;

    /// <summary>The two ids of a CONNECT reply.</summary>
    private sealed record Connection(string Sid, string Pid)
    {
        public static Connection Of(string reply)
        {
            Assert.StartsWith("40{", reply, StringComparison.Ordinal);
            using var json = JsonDocument.Parse(reply[2..]);
            Assert.Equal(["sid", "pid"], json.RootElement.EnumerateObject().Select(member => member.Name));
            return new(json.RootElement.GetProperty("sid").GetString()!, json.RootElement.GetProperty("pid").GetString()!);
        }

        public string Restore(string offset) => $$"""40{"pid":"{{Pid}}","offset":"{{offset}}","token":"t"}""";
    }
}
