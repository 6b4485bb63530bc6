using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using Google.Protobuf;

namespace ActorChat.Cluster.Links;

/// <summary>
/// Writes the frames of links as protobuf in the format of <c>links.proto</c>. The letters of a frame are copied as they are, because a repeated field is its
/// elements one after the other.
/// </summary>
public sealed class LinkSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    /// <summary>Names the form; never reused for another one.</summary>
    private const string FrameManifest = "link-frame-v1";

    /// <summary>A fallback for the configuration of every actor system with links.</summary>
    public static Config Definition { get; } = ConfigurationFactory.FromResource("links.conf", typeof(LinkSerializer).Assembly);

    /// <summary>Sent with every frame: never change it.</summary>
    public override int Identifier => 4145;

    public override string Manifest(object o) => o is LinkFrame ? FrameManifest : throw new ArgumentException($"{o.GetType()} is no frame of a link", nameof(o));

    public override byte[] ToBinary(object obj)
    {
        var frame = (LinkFrame)obj;
        var header = new Format.Frame { From = (ulong)frame.From, To = (ulong)frame.To, Number = frame.Number, Received = frame.Received };
        var at = header.CalculateSize();
        var written = new byte[at + frame.Letters.Sum(static letter => letter.Length)];
        header.WriteTo(written.AsSpan(0, at));
        foreach (var letter in frame.Letters)
        {
            letter.CopyTo(written.AsMemory(at));
            at += letter.Length;
        }

        return written;
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (manifest != FrameManifest)
        {
            throw new SerializationException($"Another node sent a frame with the unknown manifest {manifest}; it may run a newer version");
        }

        var (frame, letters) = (LinkFrame.Acknowledgement(0, 0, 0), new List<ReadOnlyMemory<byte>>());
        var fields = new FieldReader(bytes);
        while (fields.Next())
        {
            frame = fields.Number switch
            {
                Format.Frame.FromFieldNumber => frame with { From = (long)fields.Value },
                Format.Frame.ToFieldNumber => frame with { To = (long)fields.Value },
                Format.Frame.NumberFieldNumber => frame with { Number = (long)fields.Value },
                Format.Frame.ReceivedFieldNumber => frame with { Received = (long)fields.Value },
                _ => frame,
            };
            if (fields.Number == Format.Frame.LettersFieldNumber)
            {
                letters.Add(bytes.AsMemory(fields.Begin, fields.End - fields.Begin));
            }
        }

        return frame with { Letters = letters };
    }
}
