using System.Text;

namespace ActorChat.SocketIO.Tests.Packets;

public class PacketReaderSpecs
{
    public static TheoryData<PacketCase> Cases => new(PacketTable.All);

    public static TheoryData<string, string> Broken
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (text, error) in PacketTable.Broken)
            {
                data.Add(text, error);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_text_of_the_table_reads_as_its_packet(PacketCase expected)
    {
        var text = PacketTable.Utf8(expected.Text);

        Assert.True(PacketReader.TryRead(text, PacketLimits.Default, out var packet, out var error));

        Assert.Equal(PacketError.None, error);
        Assert.Equal(expected.Type, (int)packet.Type);
        Assert.Equal(expected.Namespace, Encoding.UTF8.GetString(text[packet.Namespace]));
        Assert.Equal(expected.AckId, packet.AckId);
        Assert.Equal(expected.Attachments, packet.Attachments);
        Assert.Equal(expected.Arguments, Encoding.UTF8.GetString(text[packet.Arguments]));
        if (expected.Name is not null)
        {
            var name = text[packet.Name];
            Assert.Equal(expected.Name, Encoding.UTF8.GetString(packet.NameEscaped ? JsonText.Unescape(name) : name));
        }
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_text_is_refused_with_its_error(string text, string expected)
    {
        Assert.False(PacketReader.TryRead(PacketTable.Utf8(text), PacketLimits.Default, out _, out var error));
        Assert.Equal(expected, error.ToString());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_text_cut_at_any_byte_is_read_or_refused_but_never_throws(PacketCase packet)
    {
        var text = PacketTable.Utf8(packet.Text);
        for (var length = 0; length < text.Length; length++)
        {
            var read = PacketReader.TryRead(text.AsSpan(0, length), PacketLimits.Default, out var cut, out var error);

            // Events and acknowledgements end with their bracket, so no truncated one can pass.
            Assert.Equal(read, error == PacketError.None);
            Assert.True(!read || !cut.IsEvent || text.AsSpan(length).IndexOfAnyExcept((byte)' ') < 0, Encoding.UTF8.GetString(text, 0, length));
        }
    }

    [Fact]
    public void Random_bytes_and_mutated_packets_are_read_or_refused_but_never_throw()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 50_000; round++)
        {
            var text = PacketTable.Utf8(PacketTable.All[random.Next(PacketTable.All.Length)].Text);
            for (var change = random.Next(4); change >= 0; change--)
            {
                text[random.Next(text.Length)] = (byte)random.Next(256);
            }

            try
            {
                if (PacketReader.TryRead(text, PacketLimits.Default, out var packet, out var error))
                {
                    Assert.Equal(PacketError.None, error);
                    _ = packet.IsBinary && Placeholders.AreValid(text[packet.Arguments], packet.Attachments);
                    ArgumentReader.TryGet(text[packet.Arguments], random.Next(4), out _);
                    _ = packet.NameEscaped ? JsonText.Unescape(text[packet.Name]) : [];
                }
                else
                {
                    Assert.NotEqual(PacketError.None, error);
                }
            }
            catch (Exception fault) when (fault is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"seed {seed}, round {round}, {Convert.ToHexString(text)}: {fault}");
            }
        }
    }

    [Fact]
    public void Nesting_beyond_any_use_is_refused_without_harm()
    {
        var deep = "2[\"a\"," + new string('[', 100_000) + new string(']', 100_000) + "]";

        Assert.False(PacketReader.TryRead(PacketTable.Utf8(deep), PacketLimits.Default, out _, out var error));
        Assert.Equal(PacketError.InvalidPayload, error);
    }

    [Theory]
    [InlineData(255, 18, true)]
    [InlineData(256, 18, false)]
    [InlineData(255, 19, false)]
    public void JSON_is_taken_up_to_a_depth_and_an_ack_id_up_to_a_length(int deep, int digits, bool taken)
    {
        var text = $"2{new string('9', digits)}[\"a\",{new string('[', deep)}{new string(']', deep)}]";

        Assert.Equal(taken, PacketReader.TryRead(PacketTable.Utf8(text), PacketLimits.Default, out _, out _));
    }

    [Theory]
    [InlineData("{\"_placeholder\":true,\"num\":0}", true)]
    [InlineData("{\"num\":1,\"_placeholder\":true}", true)]
    [InlineData("[[{\"a\":{\"_placeholder\":true,\"num\":1}}]],{\"_placeholder\":true,\"num\":1}", true)]
    [InlineData("{\"_placeholder\":false,\"num\":9}", true)]
    [InlineData("{\"_placeholder\":[true],\"num\":9}", true)]
    [InlineData("{\"_placeholder\":1}", true)]
    [InlineData("1,\"_placeholder\"", true)]
    [InlineData("", true)]
    [InlineData("{\"_placeholder\":true,\"num\":2}", false)]
    [InlineData("{\"_placeholder\":true,\"num\":-1}", false)]
    [InlineData("{\"_placeholder\":true,\"num\":\"0\"}", false)]
    [InlineData("{\"_placeholder\":true,\"num\":[0]}", false)]
    [InlineData("{\"_placeholder\":true,\"num\":0.5}", false)]
    [InlineData("{\"_placeholder\":true}", false)]
    [InlineData("1,{\"x\":[{\"_placeholder\":true,\"num\":99999999999}]}", false)]
    public void A_placeholder_names_one_of_the_attachments_at_any_depth(string values, bool valid) =>
        Assert.Equal(valid, Placeholders.AreValid(PacketTable.Utf8(values), 2));
}
