using System.Runtime.Serialization;
using ActorChat.Actors.Rooms;
using ActorChat.Cluster.Links;
using Akka.Actor;
using Google.Protobuf;

namespace ActorChat.Cluster.Tests.Links;

public sealed class LinkSerializerSpecs : IAsyncLifetime
{
    /// <summary>As it was first sent: never change it.</summary>
    private const string Sample = "CQUAAAADAAAAEQkAAAAEAAAAGAcgBiooCg8vdXNlci9yb29tcy8zLTIaEXBhcnRpdGlvbi1vcGVuLXYxIgIIAw==";

    private readonly Node _node = new("a");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _node.DisposeAsync();

    private LinkSerializer Serializer => new((ExtendedActorSystem)_node.System);

    private static LinkFrame AFrame => new(0x3_0000_0005, 0x4_0000_0009, 7, 6, [Letter.Write("/user/rooms/3-2", new PartitionCommands.Open(3), null).Bytes]);

    [Fact]
    public void A_frame_is_written_as_protobuf_and_comes_back_as_it_was()
    {
        var written = Serializer.ToBinary(AFrame);
        var read = Cluster.Links.Format.Frame.Parser.ParseFrom(written);
        Assert.Equal((0x3_0000_0005UL, 0x4_0000_0009UL, 7, 6), (read.From, read.To, read.Number, read.Received));
        var letter = Assert.Single(read.Letters);
        Assert.Equal(("/user/rooms/3-2", "", "", "partition-open-v1"), (letter.To, letter.From, letter.FromNode, letter.Manifest));
        Assert.Equal(written, read.ToByteArray());
        Assert.Equal(written, Serializer.ToBinary(Serializer.FromBinary(written, Serializer.Manifest(AFrame))));
    }

    [Fact]
    public void A_frame_is_written_as_it_was_first_sent() => Assert.Equal(Sample, Convert.ToBase64String(Serializer.ToBinary(AFrame)));

    [Fact]
    public void Frames_are_bound_to_the_serializer() => Assert.IsType<LinkSerializer>(_node.System.Serialization.FindSerializerFor(AFrame));

    [Fact]
    public void Fields_of_a_newer_node_are_skipped()
    {
        byte[] newer = [.. Serializer.ToBinary(AFrame), 0x78, 1, 0x82, 1, 2, 9, 9, 0x8d, 1, 1, 2, 3, 4];
        Assert.Equal(Serializer.ToBinary(AFrame), Serializer.ToBinary(Serializer.FromBinary(newer, Serializer.Manifest(AFrame))));
    }

    /// <summary>Each prefix, and each changed byte: it is read as some frame, or refused.</summary>
    [Fact]
    public void Bytes_that_are_no_frame_are_refused()
    {
        var sample = Serializer.ToBinary(AFrame);
        for (var length = 0; length <= sample.Length; length++)
        {
            ReadOrRefuse(sample[..length]);
        }

        for (var at = 0; at < sample.Length; at++)
        {
            foreach (var change in (byte[])[1, 0x80, 0xff])
            {
                var changed = sample.ToArray();
                changed[at] ^= change;
                ReadOrRefuse(changed);
            }
        }

        Assert.Throws<SerializationException>(() => Serializer.FromBinary(sample, "link-frame-v2"));
    }

    private void ReadOrRefuse(byte[] bytes)
    {
        try
        {
            Serializer.FromBinary(bytes, "link-frame-v1");
        }
        catch (SerializationException)
        {
            // Refused.
        }
    }
}
