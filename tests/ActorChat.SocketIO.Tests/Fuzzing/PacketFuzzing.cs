using System.Text;
using System.Text.Unicode;
using ActorChat.Fuzzing;
using Xunit.Abstractions;

namespace ActorChat.SocketIO.Tests.Fuzzing;

/// <summary>Texts of packets: the result is that of a second reader, never a failure, and no more memory than was sent.</summary>
[Collection(FuzzingCollection.Name)]
public sealed class PacketFuzzing(ITestOutputHelper output)
{
    /// <summary>
    /// Bytes that may be allocated for each byte of a packet, and for any packet: a level of nesting takes a bit, a name may be unescaped twice.
    /// </summary>
    private const int BytesForByte = 16;
    private const int BytesForAny = 64 * 1024;

    private static readonly JsonMaker s_json = new("_placeholder", "num", "sid", "pid", "offset", "token");

    private static readonly Mutator s_mutator = new([.. new[]
    {
        "{\"_placeholder\":true,\"num\":0}", "[\"message\",", "\"\\ud800\"", "1-", "/admin,", "\\u005f", "[[", "]]", "{}", ",", "connect", "disconnecting", "null", "\\\"", "\\\\",
    }.Select(Encoding.UTF8.GetBytes)]);

    [Fact]
    public Task A_packet_is_read_as_the_specification_says() => FuzzRun.RunAsync("packets", Make, Check, output.WriteLine);

    private static byte[] Make(Random random, IReadOnlyList<byte[]> corpus)
    {
        if (random.Next(2) == 0)
        {
            return s_mutator.Mutate(random, corpus);
        }

        var type = random.Next(8);
        var text = $"{type}{(type is 5 or 6 ? $"{random.Next(12)}-" : "")}{(random.Next(4) == 0 ? "/n" + (random.Next(4) > 0 ? "," : "") : "")}{(random.Next(3) == 0 ? random.Next(100) : "")}";
        return Encoding.UTF8.GetBytes(text + (type == 0 ? s_json.Fields(random) : $"[{(random.Next(8) > 0 ? s_json.Text(random) + "," : "")}{s_json.Values(random, 4)}]"));
    }

    private static Task Check(byte[] text)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = PacketReader.TryRead(text, PacketLimits.Default, out var packet, out var error);
        var placeholders = read && Placeholders.AreValid(text.AsSpan(packet.Arguments), packet.Attachments);
        var name = packet.NameEscaped ? JsonText.Unescape(text[packet.Name]) : text[packet.Name];
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, (BytesForByte * text.Length) + BytesForAny);
        Assert.Equal(read, error == PacketError.None);
        if (Utf8.IsValid(text))
        {
            Compare(text, read, packet, placeholders, Encoding.UTF8.GetString(name));
        }

        return Task.CompletedTask;
    }

    private static void Compare(byte[] text, bool read, in Packet packet, bool placeholders, string name)
    {
        var expected = PacketOracle.Read(Encoding.UTF8.GetString(text));
        Assert.Equal(expected is not null, read);
        if (expected is null)
        {
            return;
        }

        Assert.Equal((expected.Type, expected.Attachments, expected.AckId), ((int)packet.Type, packet.Attachments, packet.AckId));
        Assert.Equal(expected.Namespace, Encoding.UTF8.GetString(text[packet.Namespace]));
        var values = expected.Values;
        if (packet.IsEvent)
        {
            var first = values[0];
            Assert.True(first.ValueKind == System.Text.Json.JsonValueKind.Number ? first.GetRawText() == name : PacketOracle.TextOf(first) is not { } said || said == name, name);
            values = values[1..];
        }

        ReadOnlyMemory<byte> arguments = text.AsMemory(packet.Arguments);
        for (var at = 0; at < values.Length; at++)
        {
            Assert.True(ArgumentReader.TryGet(arguments, at, out var value), $"argument {at}");
            Assert.Equal(values[at].GetRawText(), Encoding.UTF8.GetString(value.Span));
        }

        Assert.False(ArgumentReader.TryGet(arguments, values.Length, out _));
        Assert.Equal(values.All(value => PacketOracle.ArePlaceholdersValid(value, expected.Attachments)), placeholders);
    }
}
