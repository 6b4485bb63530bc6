using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>Events, acknowledgements and attachments, packet by packet.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class EventDialogues(ServersFixture servers)
{
    private readonly Uri _server = servers.Patient.Host.Address;

    public static TheoryData<string, string> Echoes => new()
    {
        { "42[\"message\"]", "42[\"message-back\"]" },
        { "42[\"message\",1,-2.5,true,false,null,\"x\"]", "42[\"message-back\",1,-2.5,true,false,null,\"x\"]" },
        { "42[\"message\",{\"3\":[true],\"b\":{},\"a\":[]}]", "42[\"message-back\",{\"3\":[true],\"b\":{},\"a\":[]}]" },
        { "42[\"message\", { \"a\" : [ 1 , 2 ] } ]", "42[\"message-back\",{\"a\":[1,2]}]" },
        { "42[\"message\",\"a\\u001eb\\n\\\\ \\\"\"]", "42[\"message-back\",\"a\\u001eb\\n\\\\ \\\"\"]" },
        { "42/,[\"message\",1]", "42[\"message-back\",1]" },
        { "4212[\"message-with-ack\",1,\"2\",{\"3\":[true]}]", "4312[1,\"2\",{\"3\":[true]}]" },
        { "420[\"message-with-ack\"]", "430[]" },
        { "429007199254740991[\"message-with-ack\",1]", "439007199254740991[1]" },
    };

    [Theory, MemberData(nameof(Echoes))]
    public async Task An_event_is_answered_in_compact_JSON_with_its_order_kept(string packet, string answer)
    {
        using var socket = await SocketSession.ConnectAsync(_server);
        var polling = await PollingSession.ConnectAsync(_server);

        await socket.SendAsync(packet);
        await polling.PostAsync(packet);

        await socket.ExpectAsync(answer);
        await polling.ExpectAsync(answer);
    }

    [Theory]
    [InlineData("42[\"nobody-wants-this\",1]")]
    [InlineData("427[\"nobody-wants-this\",1]")]
    [InlineData("42[1,\"a number as the name\"]")]
    [InlineData("4399[\"an acknowledgement that nobody waits for\"]")]
    [InlineData("42[\"\"]")]
    public async Task What_nobody_waits_for_is_ignored(string packet)
    {
        using var session = await SocketSession.ConnectAsync(_server);

        await session.SendAsync(packet);

        await session.ExpectAliveAsync();
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"\\udc00x\"")]
    [InlineData("{\"\\ud83d\":1}")]
    public async Task A_lone_surrogate_does_no_harm(string json)
    {
        using var session = await SocketSession.ConnectAsync(_server);

        await session.SendAsync($"42[\"message\",{json}]");

        Assert.StartsWith("42[\"message-back\",", await session.NextAsync(), StringComparison.Ordinal);
        await session.ExpectAliveAsync();
    }

    [Fact]
    public async Task Attachments_follow_their_event_and_are_numbered_anew()
    {
        using var session = await SocketSession.ConnectAsync(_server);

        await session.SendAsync(
            "452-[\"message\",{\"b\":{\"num\":1,\"_placeholder\":true},\"a\":[[{\"_placeholder\":true,\"num\":0}]]},\"x\"]");
        await session.SendAsync([1, 2]);
        await session.SendAsync([3]);

        await session.ExpectAsync(
            "452-[\"message-back\",{\"b\":{\"_placeholder\":true,\"num\":0},\"a\":[[{\"_placeholder\":true,\"num\":1}]]},\"x\"]");
        await session.ExpectBinaryAsync(3);
        await session.ExpectBinaryAsync(1, 2);
    }

    [Fact]
    public async Task By_polling_attachments_go_as_base64_behind_their_event()
    {
        var session = await PollingSession.ConnectAsync(_server);

        await session.PostAsync("452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]", "bAQI=", "bAwQFBg==");

        await session.ExpectAsync(
            "452-[\"message-back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]", "bAQI=", "bAwQFBg==");
    }

    [Fact]
    public async Task Attachments_may_come_in_a_later_request()
    {
        var session = await PollingSession.ConnectAsync(_server);

        await session.PostAsync("451-[\"message\",{\"_placeholder\":true,\"num\":0}]");
        await session.PostAsync("bAQI=");

        await session.ExpectAsync("451-[\"message-back\",{\"_placeholder\":true,\"num\":0}]", "bAQI=");
    }

    [Fact]
    public async Task An_attachment_may_be_empty()
    {
        var polling = await PollingSession.ConnectAsync(_server);
        using var socket = await SocketSession.ConnectAsync(_server);
        const string packet = "451-[\"message\",{\"_placeholder\":true,\"num\":0}]";
        const string answer = "451-[\"message-back\",{\"_placeholder\":true,\"num\":0}]";

        await polling.PostAsync(packet, "b");
        await socket.SendAsync(packet);
        await socket.SendAsync(Array.Empty<byte>());

        await polling.ExpectAsync(answer, "b");
        await socket.ExpectAsync(answer);
        await socket.ExpectBinaryAsync();
    }

    [Fact]
    public async Task A_binary_event_is_acknowledged_in_binary()
    {
        using var session = await SocketSession.ConnectAsync(_server);

        await session.SendAsync("451-15[\"message-with-ack\",\"bar\",{\"_placeholder\":true,\"num\":0}]");
        await session.SendAsync([1, 2]);

        await session.ExpectAsync("461-15[\"bar\",{\"_placeholder\":true,\"num\":0}]");
        await session.ExpectBinaryAsync(1, 2);
    }

    [Fact]
    public async Task One_attachment_named_twice_comes_back_as_two()
    {
        using var session = await SocketSession.ConnectAsync(_server);

        await session.SendAsync("451-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":0}]");
        await session.SendAsync([7]);

        await session.ExpectAsync("452-[\"message-back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
        await session.ExpectBinaryAsync(7);
        await session.ExpectBinaryAsync(7);
    }

    [Fact]
    public async Task Ten_attachments_are_taken()
    {
        using var session = await SocketSession.ConnectAsync(_server);
        var placeholders = string.Join(',', Enumerable.Range(0, 10).Select(n => $"{{\"_placeholder\":true,\"num\":{n}}}"));

        await session.SendAsync($"4510-[\"message\",{placeholders}]");
        for (byte n = 0; n < 10; n++)
        {
            await session.SendAsync([n]);
        }

        await session.ExpectAsync($"4510-[\"message-back\",{placeholders}]");
        for (byte n = 0; n < 10; n++)
        {
            await session.ExpectBinaryAsync(n);
        }
    }

    [Fact]
    public async Task A_pong_between_an_event_and_its_attachment_is_legal()
    {
        using var session = await SocketSession.ConnectAsync(_server);

        await session.SendAsync("451-[\"message\",{\"_placeholder\":true,\"num\":0}]");
        await session.SendAsync("3");
        await session.SendAsync([1]);

        await session.ExpectAsync("451-[\"message-back\",{\"_placeholder\":true,\"num\":0}]");
        await session.ExpectBinaryAsync(1);
    }
}
