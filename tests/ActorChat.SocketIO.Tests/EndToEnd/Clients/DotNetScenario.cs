using System.Text.Json;
using SocketIOClient;
using SocketIOClient.Transport;

namespace ActorChat.SocketIO.Tests.EndToEnd.Clients;

/// <summary>The behaviours as NuGet SocketIOClient sees them, under the same names as in the scripts.</summary>
/// <remarks> When polling, this client posts each packet at once, even a pong, and even while an earlier POST is still being sent. A server must end a
/// session that does so. So its events go to a server that seldom pings, one after the other, and the heartbeats have a separate connection that sends
/// nothing else.
/// </remarks>
internal static class DotNetScenario
{
    private const int EventsInOrder = 200;
    private const int Heartbeats = 4;
    private const int Attempts = 3;
    private const int LargeBytes = 200_000;

    public static async Task<Sightings> RunAsync(Uri server, Uri beating, ClientTransport transport)
    {
        var sightings = new Sightings();
        using var client = await DotNetClient.ConnectAsync(server, transport);
        await AttemptAsync(sightings, "text", () => TextAsync(client));
        await AttemptAsync(sightings, "unicode", () => UnicodeAsync(client));
        await AttemptAsync(sightings, "nestedBinary", () => NestedBinaryAsync(client));
        await AttemptAsync(sightings, "largeBinary", () => LargeBinaryAsync(client));
        await AttemptAsync(sightings, "acks", () => AcksAsync(client));
        await AttemptAsync(sightings, "order", () => OrderAsync(client));
        await AttemptAsync(sightings, "secondNamespace", () => SecondNamespaceAsync(server, transport));
        await AttemptAsync(sightings, "unknownNamespace", () => UnknownNamespaceAsync(server, transport));
        await AttemptAsync(sightings, "heartbeats", () => HeartbeatsAsync(beating, transport));
        await AttemptAsync(sightings, "oneConnection", () => OneConnectionAsync(client));
        await AttemptAsync(sightings, "transport", () => TransportAsync(client, transport));
        return sightings;
    }

    /// <summary>Records any failure: that is the result of the behaviour.</summary>
    public static async Task AttemptAsync(Sightings sightings, string behaviour, Func<Task> action)
    {
        try
        {
            await action();
            sightings.Add(behaviour, null);
        }
#pragma warning disable CA1031 // A client may fail in any way; the test reports it.
        catch (Exception wrong)
#pragma warning restore CA1031
        {
            sightings.Add(behaviour, wrong.ToString());
        }
    }

    private static async Task TextAsync(DotNetClient client)
    {
        var sent = new { a = new object[] { 1, new { b = "c" } }, number = -2.5, yes = true, nothing = (string?)null };
        var answer = await client.EchoedAsync("hello", 1, sent);
        Assert.Equal("hello", answer.GetValue<string>(0));
        Assert.Equal(1, answer.GetValue<int>(1));
        Assert.True(JsonElement.DeepEquals(JsonSerializer.SerializeToElement(sent), answer.GetValue(2)), answer.ToString());
        Assert.Equal(0, (await client.EchoedAsync()).Count);
    }

    private static async Task UnicodeAsync(DotNetClient client)
    {
        const string sent = "a\u001eb\0c \u00e9 \u20ac \U0001f600 \u2028 \"\\/ \u0416";
        Assert.Equal(sent, (await client.EchoedAsync(sent)).GetValue<string>(0));
    }

    private static async Task NestedBinaryAsync(DotNetClient client)
    {
        var sent = new Outer([1, 2, 3], new Inner([0, 255, 4, 30], "x"));
        var seen = (await client.EchoedAsync(sent)).GetValue<Outer>(0);
        Assert.Equal(sent.First, seen.First);
        Assert.Equal(sent.Nested.Deep, seen.Nested.Deep);
        Assert.Equal(sent.Nested.Text, seen.Nested.Text);
    }

    private static async Task LargeBinaryAsync(DotNetClient client)
    {
        var sent = new byte[LargeBytes];
        for (var at = 0; at < sent.Length; at++)
        {
            sent[at] = (byte)((at * 31) + (at >> 8));
        }

        Assert.Equal(sent, (await client.EchoedAsync(sent)).GetValue<byte[]>(0));
    }

    private static async Task AcksAsync(DotNetClient client)
    {
        var waiting = new List<Task<SocketIOResponse>>();
        for (var n = 0; n < 3; n++)
        {
            waiting.Add(await client.BeginAcknowledgedAsync(n, $"{n}"));
        }

        var answers = await Task.WhenAll(waiting);
        Assert.Equal([0, 1, 2], answers.Select(answer => answer.GetValue<int>(0)));
        Assert.Equal(["0", "1", "2"], answers.Select(answer => answer.GetValue<string>(1)));
        byte[] bytes = [9, 8, 7];
        Assert.Equal(bytes, (await await client.BeginAcknowledgedAsync(bytes)).GetValue<byte[]>(0));
    }

    private static async Task OrderAsync(DotNetClient client)
    {
        for (var n = 0; n < EventsInOrder; n++)
        {
            await client.EmitAsync(n);
        }

        for (var n = 0; n < EventsInOrder; n++)
        {
            Assert.Equal(n, (await client.AnswerAsync()).GetValue<int>(0));
        }
    }

    private static async Task SecondNamespaceAsync(Uri server, ClientTransport transport)
    {
        using var other = DotNetClient.Begin(server, transport, "/custom", new { token = "abc" });
        Assert.Equal("abc", (await other.AuthAsync()).GetValue(0).GetProperty("token").GetString());
        await other.Connecting;
    }

    private static async Task UnknownNamespaceAsync(Uri server, ClientTransport transport)
    {
        using var other = DotNetClient.Begin(server, transport, "/random");
        Assert.Contains("Invalid namespace", await other.ErrorAsync(), StringComparison.Ordinal);
        await Task.WhenAny(other.Connecting);
    }

    /// <summary>Its first pong may still collide with its connecting, so a connection lost by that is tried again.</summary>
    private static async Task HeartbeatsAsync(Uri beating, ClientTransport transport)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var client = await DotNetClient.ConnectAsync(beating, transport);
            for (var beat = 0; beat <= Heartbeats; beat++)
            {
                // The one after the last shows that the connection is still open.
                await client.PingAsync();
            }

            if (!client.Disconnected)
            {
                return;
            }

            Assert.True(attempt < Attempts, "Every connection was lost.");
        }
    }

    private static Task OneConnectionAsync(DotNetClient client)
    {
        Assert.False(client.Disconnected);
        return Task.CompletedTask;
    }

    private static Task TransportAsync(DotNetClient client, ClientTransport asked)
    {
        Assert.Equal(asked == ClientTransport.Polling ? TransportProtocol.Polling : TransportProtocol.WebSocket, client.Transport);
        return Task.CompletedTask;
    }

    private sealed record Outer(byte[] First, Inner Nested);

    private sealed record Inner(byte[] Deep, string Text);
}
