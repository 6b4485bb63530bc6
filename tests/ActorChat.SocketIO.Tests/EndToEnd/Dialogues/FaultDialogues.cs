using System.Text;
using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>Socket.IO packets that break the grammar: each closes the whole connection.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class FaultDialogues(ServersFixture servers)
{
    private const string Placeholder = "{\"_placeholder\":true,\"num\":0}";
    private readonly Uri _server = servers.Patient.Host.Address;

    public static TheoryData<string> Faults => new(
        "4", "4a", "47", "49[]",
        "40/custom,[]", "40/custom,null", "40/custom,\"x\"", "40/custom,{",
        "41{}", "41[]", "41/,{}",
        "42[]", "42{}", "42[true]", "42[null]", "42[{}]", "42[[]]", "42\"message\"", "42[\"message\"", "42[\"message\"]x", "42[\"message\",]",
        "42[\"connect\"]", "42[\"connect_error\"]", "42[\"disconnect\"]", "42[\"disconnecting\"]", "42[\"newListener\"]", "42[\"removeListener\"]",
        "42abc[\"message\"]", "4212abc[\"message\"]",
        "430{}", "430null", "430\"x\"", "430[",
        "44", "44{\"message\":\"x\"}", "44\"x\"",
        "45", "451", "45-[\"message\"]", "45a-[\"message\"]", "451.23-[\"message\"]", "450-[\"message\"]", "45-1-[\"message\"]", "4511-[\"message\"]",
        "45999999999999-[\"message\"]", "46", "461");

    [Theory, MemberData(nameof(Faults))]
    public async Task A_packet_outside_the_grammar_closes_a_WebSocket(string packet)
    {
        using var session = await SocketSession.ConnectAsync(_server);

        await session.SendAsync(packet);

        await session.ExpectCloseAsync();
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task A_packet_outside_the_grammar_ends_a_session_by_polling(string packet)
    {
        var session = await PollingSession.ConnectAsync(_server);
        var pending = await session.BeginPollAsync();

        (await session.PostAsync(packet)).ExpectOk("ok");

        await pending.ExpectOkAsync("1");
        await session.ExpectGoneAsync();
    }

    [Theory]
    [InlineData("42[\"message\"]")]
    [InlineData("41")]
    [InlineData("451-[\"message\",{\"_placeholder\":true,\"num\":0}]")]
    public async Task A_packet_while_attachments_are_due_closes_the_connection(string packet)
    {
        using var session = await SocketSession.ConnectAsync(_server);

        await session.SendAsync($"451-[\"message\",{Placeholder}]");
        await session.SendAsync(packet);

        await session.ExpectCloseAsync();
    }

    [Fact]
    public async Task A_binary_message_that_no_packet_announced_closes_the_connection()
    {
        using var socket = await SocketSession.ConnectAsync(_server);
        var polling = await PollingSession.ConnectAsync(_server);
        var pending = await polling.BeginPollAsync();

        await socket.SendAsync([1, 2, 3]);
        await polling.PostAsync("bAQID");

        await socket.ExpectCloseAsync();
        await pending.ExpectOkAsync("1");
    }

    [Theory]
    [InlineData("{\"_placeholder\":true,\"num\":1}")]
    [InlineData("{\"_placeholder\":true,\"num\":-1}")]
    [InlineData("{\"_placeholder\":true,\"num\":\"0\"}")]
    [InlineData("{\"_placeholder\":true}")]
    [InlineData("{\"_placeholder\":true,\"num\":null}")]
    public async Task A_placeholder_without_its_attachment_closes_the_connection(string placeholder)
    {
        using var session = await SocketSession.ConnectAsync(_server);

        await session.SendAsync($"451-[\"message\",{placeholder}]");
        await session.SendAsync([1]);

        await session.ExpectCloseAsync();
    }

    [Trait(Better.Trait, Better.ThanReference)]
    [Fact]
    public async Task A_deeply_nested_payload_costs_one_connection_at_most()
    {
        using var session = await SocketSession.ConnectAsync(_server);
        using var bystander = await SocketSession.ConnectAsync(_server);
        var deep = new StringBuilder("42[\"message\",").Insert(13, "[", 100_000).Append(']', 100_000).Append(']').ToString();

        await session.SendAsync(deep);

        var frame = await session.NextFrameAsync();
        Assert.True(frame.IsClose || frame.Text.Length == deep.Length + "-back".Length, $"{frame.Bytes.Length} bytes");
        await bystander.ExpectAliveAsync();
    }
}
