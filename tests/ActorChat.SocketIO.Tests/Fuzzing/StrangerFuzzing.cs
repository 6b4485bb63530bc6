using System.Text;
using ActorChat.Fuzzing;
using ActorChat.SocketIO.Tests.Support;
using ActorChat.SocketIO.Tests.WebSockets.Rfc6455;
using Xunit.Abstractions;

namespace ActorChat.SocketIO.Tests.Fuzzing;

/// <summary>
/// Whole conversations of a client that is never admitted. Nothing is a failure, and the answers are never longer than twice what was sent plus an allowance.
/// </summary>
[Collection(FuzzingCollection.Name)]
public sealed class StrangerFuzzing(ITestOutputHelper output)
{
    private const int Factor = 2;
    private const int Allowance = 2_048;

    /// <summary>Between two packets of an input.</summary>
    private const byte Separator = (byte)'\n';

    private static readonly Mutator s_mutator = new([.. new[] { "\n40", "\n40/a,{}", "\n2", "\n6", "\n40\n40\n40\n40", "\n41", "\n451-[\"a\"]", "\nPping", "\nBbytes", "{\"pid\":\"a\",\"offset\":\"b\"}", "\\ud800" }.Select(Encoding.ASCII.GetBytes)]);

    [Fact]
    public async Task A_stranger_gets_little_for_anything()
    {
        var options = new SocketIOOptions { Recovery = new ConnectionStateRecovery() };
        using var server = new MemoryWebSockets(options, static sockets =>
            sockets.Of("/").Use(static (_, _) => ValueTask.FromResult<ConnectError?>(new ConnectError("unauthorized", new { code = "missing_credentials" }))));
        await FuzzRun.RunAsync("strangers", s_mutator.Mutate, input => CheckAsync(server, input), output.WriteLine);
    }

    private static async Task CheckAsync(MemoryWebSockets server, byte[] input)
    {
        using var socket = await server.OpenAsync();
        var sent = 0;
        foreach (var part in Encoding.Latin1.GetString(input).Split((char)Separator))
        {
            // P and B at the start make a ping, and binary data of what would be text.
            var payload = Encoding.Latin1.GetBytes(part);
            var frame = part.StartsWith('P') ? Frames.Of(Frames.Ping, payload[1..Math.Min(payload.Length, 126)]) : part.StartsWith('B') ? Frames.Of(Frames.Binary, payload[1..]) : Frames.Of(Frames.Text, payload);
            await socket.SendBytesAsync(frame);
            sent += frame.Length;
        }

        socket.EndSending();
        var answered = await socket.CountToEndAsync();
        Assert.True(answered <= (Factor * sent) + Allowance, $"{answered} bytes were answered for {sent}");
        Assert.Empty(server.Complaints.Lines);
    }
}
