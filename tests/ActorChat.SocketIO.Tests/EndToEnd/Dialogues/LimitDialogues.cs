using System.Net.WebSockets;
using System.Text;
using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>The bound on a payload: 1 000 000 bytes, not characters.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class LimitDialogues(ServersFixture servers)
{
    private const int MaxPayload = 1_000_000;
    private readonly Uri _server = servers.Patient.Host.Address;

    // The euro sign has three bytes: both payloads have the same number of characters, but one of them is too large.
    public static TheoryData<string> Fitting => new("4" + new string('x', MaxPayload - 1), "4" + new string('€', (MaxPayload - 1) / 3));

    public static TheoryData<string> TooLarge => new("4" + new string('x', MaxPayload), "4" + new string('€', ((MaxPayload - 1) / 3) + 1));

    [Theory, MemberData(nameof(Fitting), DisableDiscoveryEnumeration = true)]
    public async Task A_POST_of_exactly_the_bound_is_taken(string payload)
    {
        var session = await PollingSession.OpenAsync(_server, PollingSession.EngineIO);

        (await session.PostAsync(payload)).ExpectOk("ok");

        Assert.True(await session.NextAsync() == payload, "The payload came back changed.");
    }

    [Theory, MemberData(nameof(TooLarge), DisableDiscoveryEnumeration = true)]
    public async Task A_POST_above_the_bound_is_refused_and_the_session_lives_on(string payload)
    {
        var session = await PollingSession.OpenAsync(_server, PollingSession.EngineIO);

        var answer = await session.PostAsync(payload);

        Assert.Equal((413, ""), (answer.Status, answer.Body));
        await session.ExpectAliveAsync();
    }

    [Fact]
    public async Task A_POST_that_does_not_say_its_length_is_bounded_too()
    {
        var session = await PollingSession.OpenAsync(_server, PollingSession.EngineIO);
        using var content = new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes("4" + new string('x', MaxPayload))));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_server, session.PathAndQuery)) { Content = content };
        request.Headers.TransferEncodingChunked = true;
        using var client = new HttpClient();

        using var response = await client.SendAsync(request);

        Assert.Equal(413, (int)response.StatusCode);
        await session.ExpectAliveAsync();
    }

    [Theory, MemberData(nameof(Fitting), DisableDiscoveryEnumeration = true)]
    public async Task A_WebSocket_message_of_exactly_the_bound_is_taken(string message)
    {
        using var session = await SocketSession.OpenSessionAsync(_server, PollingSession.EngineIO);

        await session.SendAsync(message);

        Assert.True(await session.NextAsync() == message, "The message came back changed.");
    }

    [Theory, MemberData(nameof(TooLarge), DisableDiscoveryEnumeration = true)]
    public async Task A_WebSocket_message_above_the_bound_closes_with_1009_and_no_reason(string message)
    {
        using var session = await SocketSession.OpenSessionAsync(_server, PollingSession.EngineIO);

        await session.SendAsync(message);

        await session.ExpectCloseAsync(WebSocketCloseStatus.MessageTooBig);
    }

    [Fact]
    public async Task A_binary_WebSocket_message_above_the_bound_closes_with_1009_and_no_reason()
    {
        using var session = await SocketSession.OpenSessionAsync(_server, PollingSession.EngineIO);

        await session.SendAsync(new byte[MaxPayload + 1]);

        await session.ExpectCloseAsync(WebSocketCloseStatus.MessageTooBig);
    }
}
