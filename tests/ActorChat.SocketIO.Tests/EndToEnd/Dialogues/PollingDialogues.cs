using System.Net.Http.Headers;
using ActorChat.SocketIO.Tests.EndToEnd.Hosting;

namespace ActorChat.SocketIO.Tests.EndToEnd.Dialogues;

/// <summary>Long-polling: payloads, and what may not overlap.</summary>
[Collection(EndToEndCollection.Name)]
public sealed class PollingDialogues(ServersFixture servers)
{
    private readonly Uri _server = servers.Patient.Host.Address;

    private Task<PollingSession> OpenEchoAsync() => PollingSession.OpenAsync(_server, PollingSession.EngineIO);

    [Fact]
    public async Task Everything_that_waits_goes_out_as_one_payload()
    {
        var session = await OpenEchoAsync();

        (await session.PostAsync("4one", "bAQIDBA==", "4two")).ExpectOk("ok");
        var answer = await session.PollAsync();

        answer.ExpectOk("4one\u001ebAQIDBA==\u001e4two");
        Assert.Equal("text/plain; charset=UTF-8", answer.Header("Content-Type"), ignoreCase: true);
        Assert.Equal("no-store", answer.Header("Cache-Control"));
    }

    [Fact]
    public async Task A_poll_waits_until_there_is_something()
    {
        var session = await OpenEchoAsync();

        var pending = await session.BeginPollAsync();

        await session.PostAsync("4late");

        await pending.ExpectOkAsync("4late");
    }

    [Theory]
    [InlineData("4")]
    [InlineData("4\u20ac \U0001f600")]
    [InlineData("b")]
    [InlineData("bAA==")]
    public async Task A_packet_comes_back_as_it_was_sent(string packet)
    {
        var session = await OpenEchoAsync();

        await session.PostAsync(packet);

        (await session.PollAsync()).ExpectOk(packet);
    }

    [Fact]
    public async Task A_second_GET_ends_the_session_and_the_first_is_told_so()
    {
        var session = await OpenEchoAsync();
        var first = await session.BeginPollAsync();

        var second = await session.PollAsync();

        Assert.Equal((400, ""), (second.Status, second.Body));
        await first.ExpectOkAsync("1");
        await session.ExpectGoneAsync();
    }

    [Fact]
    public async Task A_second_POST_is_refused_and_the_first_is_cut()
    {
        var session = await OpenEchoAsync();
        using var first = await session.BeginPostAsync();

        var second = await session.PostAsync("4second");

        Assert.Equal((400, ""), (second.Status, second.Body));
        await first.ExpectCutAsync();
        await session.ExpectGoneAsync();
    }

    [Fact]
    public async Task A_GET_that_the_client_gives_up_ends_the_session()
    {
        var session = await OpenEchoAsync();
        using var abort = new CancellationTokenSource();
        var pending = await session.BeginPollAsync(abort.Token);
        await abort.CancelAsync();
        await pending.ExpectAbortedAsync();

        // Both end in 400, whether the server saw the end of the first GET or the overlap with this one.
        Assert.Equal(400, (await session.PollAsync()).Status);
        await session.ExpectGoneAsync();
    }

    [Fact]
    public async Task A_POST_that_the_client_gives_up_ends_the_session()
    {
        var session = await OpenEchoAsync();
        var pending = await session.BeginPollAsync();

        (await session.BeginPostAsync()).Dispose();

        await pending.ExpectOkAsync("1");
        await session.ExpectGoneAsync();
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("abc", "1")]
    [InlineData("9", "1")]
    [InlineData("\u001e4never", "1")]
    [InlineData("4good\u001e", "4good")]
    [InlineData("4good\u001e?\u001e4never", "4good")]
    public async Task An_invalid_packet_ends_the_session_after_those_before_it_were_handled(string payload, string answer)
    {
        var session = await OpenEchoAsync();
        var pending = await session.BeginPollAsync();

        (await session.PostAsync(payload)).ExpectOk("ok");

        await pending.ExpectOkAsync(answer);
        await session.ExpectGoneAsync();
    }

    [Fact]
    public async Task A_binary_body_is_refused_and_ends_the_session()
    {
        var session = await OpenEchoAsync();
        using var content = new ByteArrayContent([4, 1, 2]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");

        Assert.Equal(400, (await session.SendAsync(HttpMethod.Post, content)).Status);
        await session.ExpectGoneAsync();
    }
}
