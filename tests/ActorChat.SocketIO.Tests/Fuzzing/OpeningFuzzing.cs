using System.Text;
using ActorChat.Fuzzing;
using ActorChat.SocketIO.Tests.Support;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Xunit.Abstractions;

namespace ActorChat.SocketIO.Tests.Fuzzing;

/// <summary>Heads of opening requests: the direct opening answers none of them differently from HTTP.</summary>
[Collection(FuzzingCollection.Name)]
public sealed class OpeningFuzzing(ITestOutputHelper output)
{
    private static readonly HeadBounds s_bounds = new(8_192, 4_096, 100);

    private static readonly Mutator s_mutator = new([.. new[]
    {
        "\r\n", "\r\n ", "\r", "\n", " HTTP/1.1", "HTTP/1.0", "Host: a\r\n", "Connection: close\r\n", "Content-Length: 0\r\n", "Sec-WebSocket-Protocol: a, b\r\n", "Upgrade", ", ", "\t", "&sid=x", "&sid=", "%20", "//", "/../",
        "&transport=polling", "&EIO=3", "&eio=4", "Origin: http://a\r\n", "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEC==\r\n", "13", ":", "?", "#", "X: y\r\n", "GET ", "POST ", "http://a",
    }.Select(Encoding.ASCII.GetBytes)]);

    [Fact]
    public async Task Both_entrances_answer_an_opening_alike()
    {
        await using var direct = await RunningServer.StartAsync(admits: static _ => true, kestrel: BeImpatient);
        await using var byHttp = await RunningServer.StartAsync(kestrel: BeImpatient);
        await FuzzRun.RunAsync("heads", Make, head => CheckAsync(direct, byHttp, head), output.WriteLine);
    }

    /// <summary>A head that differs only at its end is not waited for longer than needed.</summary>
    private static void BeImpatient(KestrelServerOptions kestrel) => kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Usually whole lines are left out, doubled or reordered; sometimes bytes.</summary>
    private static byte[] Make(Random random, IReadOnlyList<byte[]> corpus)
    {
        if (random.Next(2) == 0)
        {
            return s_mutator.Mutate(random, corpus);
        }

        var lines = Encoding.Latin1.GetString(corpus[random.Next(corpus.Count)]).Split("\r\n").ToList();
        var others = Encoding.Latin1.GetString(corpus[random.Next(corpus.Count)]).Split("\r\n");
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(1, lines.Count);
            switch (random.Next(4))
            {
                case 0 when lines.Count > 2:
                    lines.RemoveAt(at);
                    break;
                case 1:
                    lines.Insert(at, others[random.Next(1, others.Length)]);
                    break;
                case 2:
                    lines[at] = random.Next(2) == 0 ? lines[at].ToUpperInvariant() : lines[at].Replace(": ", ":  ", StringComparison.Ordinal) + " ";
                    break;
                default:
                    (lines[at], lines[^1]) = (lines[^1], lines[at]);
                    break;
            }
        }

        return Encoding.Latin1.GetBytes(string.Join("\r\n", lines));
    }

    private static async Task CheckAsync(RunningServer direct, RunningServer byHttp, byte[] head)
    {
        byte[] whole = [.. head, .. "\r\n\r\n"u8];
        var isPlain = OpeningHandshake.TryRead(whole, s_bounds, out var opening);
        var isOurs = isPlain && opening.Path.SequenceEqual("/engine.io/"u8);
        var answer = await AnswerAsync(byHttp, whole);
        Assert.Equal(answer, await AnswerAsync(direct, whole));
        Assert.True(!isOurs || !answer.StartsWith("HTTP/1.1 404", StringComparison.Ordinal), answer);
        Assert.Empty(direct.Complaints.Lines);
        Assert.Empty(byHttp.Complaints.Lines);
    }

    /// <summary>The status, and the headers that belong to a WebSocket.</summary>
    private static async Task<string> AnswerAsync(RunningServer server, byte[] head)
    {
        using var socket = await RawWebSocket.AskAsync(server.Port, head);
        var lines = socket.Response.Split("\r\n");
        return string.Join('\n', lines.Take(1).Concat(lines.Where(static line => line.StartsWith("Sec-WebSocket", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Upgrade", StringComparison.OrdinalIgnoreCase)).Order()));
    }
}
