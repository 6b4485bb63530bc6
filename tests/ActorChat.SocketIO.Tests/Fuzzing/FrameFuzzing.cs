using ActorChat.Fuzzing;
using ActorChat.SocketIO.Tests.Support;
using ActorChat.SocketIO.Tests.WebSockets.Rfc6455;
using Xunit.Abstractions;

namespace ActorChat.SocketIO.Tests.Fuzzing;

/// <summary>Frames of a WebSocket: however their bytes are split, the result is the same messages and the same close.</summary>
[Collection(FuzzingCollection.Name)]
public sealed class FrameFuzzing(ITestOutputHelper output)
{
    private const int MaxPayload = 2_000;
    private static readonly Mutator s_mutator = new([0x81, 0x80], [0x01, 0x80], [0x80, 0x80], [0x88, 0x82], [0x89, 0x80], [0x82, 0xfe, 0, 126], [0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 0], [0xe2, 0x82, 0xac], [0xed, 0xa0, 0x80]);

    [Fact]
    public async Task Frames_cut_anywhere_are_the_same_frames()
    {
        var heard = new List<string>();
        using var server = new MemoryWebSockets(new SocketIOOptions { MaxPayloadBytes = MaxPayload }, _ => new Listener(heard));
        await FuzzRun.RunAsync("frames", Make, bytes => CheckAsync(server, heard, bytes), output.WriteLine);
    }

    private static byte[] Make(Random random, IReadOnlyList<byte[]> corpus)
    {
        if (random.Next(3) == 0)
        {
            return s_mutator.Mutate(random, corpus);
        }

        var bytes = new List<byte>();
        for (var frames = random.Next(1, 8); frames > 0; frames--)
        {
            bytes.AddRange(MakeFrame(random));
        }

        return [.. bytes];
    }

    private static byte[] MakeFrame(Random random)
    {
        byte[] opcodes = [0, 0, 0, 1, 1, 1, 2, 2, 8, 9, 10, 3];
        var payload = new byte[random.Next(4) switch { 0 => 0, 1 => random.Next(8), 2 => random.Next(130), _ => random.Next(MaxPayload + 2) }];
        random.NextBytes(payload);
        if (random.Next(4) > 0)
        {
            payload.AsSpan().Fill((byte)'6');
        }

        var first = (byte)(opcodes[random.Next(opcodes.Length)] | (random.Next(3) > 0 ? 0x80 : 0) | (random.Next(60) == 0 ? 0x40 : 0));
        return Frames.Of(first, payload, random.Next(40) switch { 0 => 16, 1 => 64, _ => -1 }, random.Next(60) > 0, (uint)random.Next());
    }

    private static async Task CheckAsync(MemoryWebSockets server, List<string> heard, byte[] bytes)
    {
        CheckReader(bytes);
        var whole = await PlayAsync(server, heard, bytes, []);
        var random = new Random(bytes.Length);
        for (var round = 0; round < 3; round++)
        {
            var cuts = Enumerable.Range(0, random.Next(1, 5)).Select(_ => random.Next(bytes.Length + 1)).Order().ToArray();
            Assert.Equal(whole, await PlayAsync(server, heard, bytes, cuts));
        }

        if (bytes.Length <= 200)
        {
            Assert.Equal(whole, await PlayAsync(server, heard, bytes, [.. Enumerable.Range(1, Math.Max(0, bytes.Length - 1))]));
        }

        Assert.Empty(server.Complaints.Lines);
    }

    /// <summary>The messages and the close.</summary>
    private static async Task<List<string>> PlayAsync(MemoryWebSockets server, List<string> heard, byte[] bytes, int[] cuts)
    {
        heard.Clear();
        using var socket = await server.OpenAsync();
        var start = 0;
        foreach (var cut in cuts.Append(bytes.Length))
        {
            await socket.SendBytesAsync(bytes.AsMemory(start, cut - start));
            start = cut;
        }

        socket.EndSending();
        var close = await socket.LastCloseAsync();
        return [.. heard, close];
    }

    private static void CheckReader(byte[] bytes)
    {
        var status = FrameReader.Read(bytes, MaxPayload, out var frame);
        Assert.True(status != FrameStatus.Complete || (frame.TotalLength <= bytes.Length && frame.PayloadLength <= MaxPayload && frame.PayloadOffset is >= 6 and <= 14));

        // The verdict does not change with what follows.
        byte[] more = [.. bytes, 0x81, 0x80, 0, 0, 0, 0];
        var again = FrameReader.Read(more, MaxPayload, out var same);
        Assert.True(status == FrameStatus.Incomplete || (again == status && same == frame));
    }

    private sealed class Listener(List<string> heard) : IEngineHandler
    {
        public ValueTask OnTextAsync(ReadOnlyMemory<byte> utf8)
        {
            heard.Add(Frames.Show(Frames.Text, utf8.ToArray()));
            return default;
        }

        public ValueTask OnBinaryAsync(ReadOnlyMemory<byte> data)
        {
            heard.Add(Frames.Show(Frames.Binary, data.ToArray()));
            return default;
        }

        public void OnClosed(string reason) => heard.Add(reason);
    }
}
