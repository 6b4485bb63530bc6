using System.Buffers;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using ActorChat.Fuzzing;
using Xunit.Abstractions;

namespace ActorChat.SocketIO.Tests.Fuzzing;

/// <summary>Polling bodies: of Engine.IO 4 and 3, and in a form.</summary>
[Collection(FuzzingCollection.Name)]
public sealed partial class PayloadFuzzing(ITestOutputHelper output)
{
    private static readonly Mutator s_mutator = new([0x1e], "b"u8.ToArray(), "AQID"u8.ToArray(), "=="u8.ToArray(), "6:4hello"u8.ToArray(), [0, 5, 0xff], [1, 1, 0, 0xff], "d="u8.ToArray(), "&"u8.ToArray(), "%1e"u8.ToArray(), "\\n"u8.ToArray(), "\\\\n"u8.ToArray(), "\u20ac"u8.ToArray(), "\ud83d\ude00"u8.ToArray());

    [Fact]
    public Task A_body_is_parsed_as_the_specification_says() => FuzzRun.RunAsync("payloads", s_mutator.Mutate, Check, output.WriteLine);

    private static Task Check(byte[] body)
    {
        CheckSeparated(body);
        CheckCounted(body, binary: true);
        if (Utf8.IsValid(body))
        {
            CheckCounted(body, binary: false);
        }

        CheckForm(body);
        return Task.CompletedTask;
    }

    private static void CheckSeparated(byte[] body)
    {
        ReadOnlyMemory<byte> payload = body;
        var started = false;
        var packets = new List<byte[]>();
        while (PayloadCodec.TryNext(ref payload, ref started, out var packet))
        {
            packets.Add(packet.ToArray());
            if (packet is { IsEmpty: false } && packet.Span[0] == EnginePacketType.Base64)
            {
                CheckBase64(packet.Span[1..]);
            }
        }

        Assert.Equal(Convert.ToHexString(body), string.Join("1E", packets.Select(Convert.ToHexString)));
        CheckRoundTrip(packets);
    }

    /// <summary>What is written can be read back.</summary>
    private static void CheckRoundTrip(List<byte[]> packets)
    {
        var frames = default(Outbox);
        foreach (var packet in packets)
        {
            frames.AppendFrame(packet.Length % 2 == 0 ? FrameHeader.Binary : FrameHeader.Text, [], packet);
        }

        var written = new ArrayBufferWriter<byte>();
        PayloadCodec.Encode(frames.Frames, written);
        ReadOnlyMemory<byte> payload = written.WrittenMemory;
        var started = false;
        foreach (var packet in packets)
        {
            Assert.True(PayloadCodec.TryNext(ref payload, ref started, out var read));
            var data = packet.Length % 2 == 0 ? PayloadCodec.DecodeBase64(read.Span[1..]) : read.ToArray();
            Assert.Equal(Convert.ToHexString(packet), Convert.ToHexString(data!));
        }

        frames.Clear();
    }

    private static void CheckBase64(ReadOnlySpan<byte> base64)
    {
        var text = Encoding.Latin1.GetString(base64);
        var decoded = PayloadCodec.DecodeBase64(base64);
        if (!Base64Text().IsMatch(text))
        {
            Assert.True(decoded is null || text.Any(char.IsWhiteSpace) || text.EndsWith('='), text);
            return;
        }

        var padded = text.TrimEnd('=').PadRight((text.TrimEnd('=').Length + 3) / 4 * 4, '=');
        byte[]? expected = null;
        try
        {
            expected = Convert.FromBase64String(padded);
        }
        catch (FormatException)
        {
            // A single letter is left over.
        }

        Assert.True(decoded is null ? expected is null || LeftOverBits(padded) : expected is not null && decoded.AsSpan().SequenceEqual(expected), text);
    }

    /// <summary>Bits after the last byte that are not zero: some decoders ignore them, some do not.</summary>
    private static bool LeftOverBits(string padded) => Convert.ToBase64String(Convert.FromBase64String(padded)) != padded;

    private static void CheckCounted(byte[] body, bool binary)
    {
        ReadOnlyMemory<byte> payload = body;
        var left = body.Length;
        while (!payload.IsEmpty)
        {
            var read = binary ? Engine3Payload.TryNextBinary(ref payload, out var packet, out _) : Engine3Payload.TryNextText(ref payload, out packet);
            if (!read)
            {
                return;
            }

            Assert.True(payload.Length + packet.Length < left, "nothing is read twice");
            Assert.True(binary || Utf8.IsValid(packet.Span), "a code point is never cut");
            left = payload.Length;
        }
    }

    private static void CheckForm(byte[] body)
    {
        var fields = Encoding.Latin1.GetString(body).Split('&').Where(static field => field.StartsWith("d=", StringComparison.Ordinal)).ToArray();
        var read = Jsonp.TryUnwrap(body.ToArray(), out var payload);
        Assert.Equal(fields.Length == 1, read);
        if (read)
        {
            var value = Encoding.Latin1.GetBytes(fields[0][2..]);
            var decoded = Encoding.Latin1.GetString(WebUtility.UrlDecodeToBytes(value, 0, value.Length)!);
            var lines = EscapedLine().Replace(decoded, static line => line.Length == 3 ? "\\n" : "\n");
            Assert.Equal(lines, Encoding.Latin1.GetString(payload.Span));
        }
    }

    [GeneratedRegex("^[A-Za-z0-9+/]*={0,2}$")]
    private static partial Regex Base64Text();

    [GeneratedRegex(@"\\\\n|\\n")]
    private static partial Regex EscapedLine();
}
