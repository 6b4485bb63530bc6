using System.Text;
using System.Text.Json;

namespace ActorChat.SocketIO.Tests.Packets;

public class PacketWriterSpecs
{
    public static TheoryData<PacketCase> Written => new(PacketTable.All.Where(static packet =>
        (packet.Type is 2 or 3 or 5 or 6) && !packet.Text.Contains(' ', StringComparison.Ordinal) && packet.Name is not ("1" or "-1.5e3" or "ten" or "\ufffd")));

    [Theory]
    [MemberData(nameof(Written))]
    public void A_packet_of_the_table_is_written_as_its_text(PacketCase expected)
    {
        var attachments = Enumerable.Range(0, expected.Attachments).Select(static number => (ReadOnlyMemory<byte>)new byte[] { (byte)number }).ToArray();
        var arguments = new EncodedArguments(PacketTable.Utf8(expected.Arguments), attachments);
        var ns = expected.Namespace.Length == 0 ? "/" : expected.Namespace;
        var output = new FrameBuilder();
        if (expected.Name is not null)
        {
            PacketWriter.WriteEvent(output, ns, expected.AckId, PacketTable.Utf8(expected.Name), arguments, null);
        }
        else
        {
            PacketWriter.WriteAck(output, ns, expected.AckId!.Value, arguments);
        }

        ReadOnlySpan<byte> frames = output.Frames;
        Assert.Equal("4" + expected.Text, Encoding.UTF8.GetString(FrameHeader.Next(ref frames, out var binary)));
        Assert.False(binary);
        foreach (var attachment in attachments)
        {
            Assert.True(FrameHeader.Next(ref frames, out binary).SequenceEqual(attachment.Span));
            Assert.True(binary);
        }

        Assert.True(frames.IsEmpty);
    }

    [Fact]
    public void Byte_arrays_become_attachments_numbered_in_the_order_of_a_walk()
    {
        var output = new FrameBuilder();
        var value = new { First = new byte[] { 1 }, Deep = new object[] { new byte[] { 2 }, new { X = (ReadOnlyMemory<byte>)new byte[] { 3 } } } };

        Assert.True(PacketWriter.WriteEvent(output, "/", 4, "e", [value, "s"], null, SocketIOJson.Default));

        var frames = Decode(output.Frames);
        Assert.Equal("453-4[\"e\",{\"first\":{\"_placeholder\":true,\"num\":0},\"deep\":[{\"_placeholder\":true,\"num\":1},{\"x\":{\"_placeholder\":true,\"num\":2}}]},\"s\"]", frames[0]);
        Assert.Equal(["01", "02", "03"], frames[1..]);
    }

    [Fact]
    public void A_number_used_twice_is_sent_as_two_attachments()
    {
        var arguments = new EncodedArguments(PacketTable.Utf8("{\"_placeholder\":true,\"num\":0}, [{\"num\":0,\"_placeholder\":true,\"more\":1}]"), new byte[] { 7 });

        var output = new FrameBuilder();
        PacketWriter.WriteEvent(output, "/", null, "m"u8, arguments, null);

        var frames = Decode(output.Frames);
        Assert.Equal("452-[\"m\",{\"_placeholder\":true,\"num\":0},[{\"_placeholder\":true,\"num\":1}]]", frames[0]);
        Assert.Equal(["07", "07"], frames[1..]);
    }

    [Fact]
    public void White_space_between_tokens_is_left_out_and_that_in_strings_kept()
    {
        var output = new FrameBuilder();
        PacketWriter.WriteEvent(output, "/", null, "m"u8, new EncodedArguments(PacketTable.Utf8(" { \"a b\" : [ 1 ,\t\" \\\" \" ] } ")), null);

        Assert.Equal("42[\"m\",{\"a b\":[1,\" \\\" \"]}]", Decode(output.Frames)[0]);
    }

    [Fact]
    public void An_offset_is_the_last_argument()
    {
        var plain = EncodedEvent.Create("hello"u8, []);
        var binary = EncodedEvent.Create("bin", new EncodedArguments(PacketTable.Utf8("{\"_placeholder\":true,\"num\":0}"), new byte[] { 1 }));

        Assert.Equal(["42[\"hello\",\"Q844Ws-\"]"], Decode(plain.WithOffset("Q844Ws-").Frames));
        Assert.Equal(["451-[\"bin\",{\"_placeholder\":true,\"num\":0},\"Q8\"]", "01"], Decode(binary.WithOffset("Q8").Frames));
    }

    [Fact]
    public void A_connect_error_has_data_only_if_there_is_any()
    {
        var output = new FrameBuilder();
        PacketWriter.WriteConnectError(output, "/a", new ConnectError("no", new { content = "retry" }), SocketIOJson.Default);
        Assert.Equal("44/a,{\"message\":\"no\",\"data\":{\"content\":\"retry\"}}", Decode(output.Frames)[0]);

        output = new FrameBuilder();
        PacketWriter.WriteConnectError(output, "/", new ConnectError("say \"no\""), SocketIOJson.Default);
        using var json = JsonDocument.Parse(Decode(output.Frames)[0][2..]);
        Assert.Equal("say \"no\"", json.RootElement.GetProperty("message").GetString());
        Assert.Single(json.RootElement.EnumerateObject());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(126)]
    [InlineData(70_000)]
    public void A_frame_of_any_length_reads_back(int length)
    {
        var text = new string('x', length);
        var made = EncodedEvent.Create("e"u8, PacketTable.Utf8("\"" + text + "\""));

        Assert.Equal("42[\"e\",\"" + text + "\"]", Decode(made.Frames)[0]);
        Assert.Equal(made.Frames.Length, made.Length);
    }

    private static string[] Decode(ReadOnlySpan<byte> frames)
    {
        var result = new List<string>();
        while (!frames.IsEmpty)
        {
            var payload = FrameHeader.Next(ref frames, out var binary);
            result.Add(binary ? Convert.ToHexString(payload) : Encoding.UTF8.GetString(payload));
        }

        return [.. result];
    }
}
