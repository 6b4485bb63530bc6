using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Wire;
using Akka.Actor;
using Google.Protobuf;

namespace ActorChat.Cluster.Links;

/// <summary>
/// One message on its way to another node. It is written once, where it is sent; for several nodes it is the same.
/// </summary>
internal sealed class Letter
{
    private const uint LettersTag = (Format.Frame.LettersFieldNumber << 3) | (uint)WireFormat.WireType.LengthDelimited;
    private const uint ToTag = (Format.Letter.ToFieldNumber << 3) | (uint)WireFormat.WireType.LengthDelimited;
    private const uint FromTag = (Format.Letter.FromFieldNumber << 3) | (uint)WireFormat.WireType.LengthDelimited;
    private const uint FromNodeTag = (Format.Letter.FromNodeFieldNumber << 3) | (uint)WireFormat.WireType.LengthDelimited;
    private const uint ManifestTag = (Format.Letter.ManifestFieldNumber << 3) | (uint)WireFormat.WireType.LengthDelimited;
    private const uint PayloadTag = (Format.Letter.PayloadFieldNumber << 3) | (uint)WireFormat.WireType.LengthDelimited;

    /// <summary>Each of the tags above has one byte.</summary>
    private const int TagBytes = 1;

    private readonly long _requestId;
    private readonly IActorRef? _asker;

    private Letter(byte[] bytes, long requestId, IActorRef? asker) => (Bytes, _requestId, _asker) = (bytes, requestId, asker);

    /// <summary>As an element of a frame, with tag and length.</summary>
    public byte[] Bytes { get; }

    /// <param name="to">The recipient's path on the other node; empty for the node itself.</param>
    /// <param name="message">The message.</param>
    /// <param name="sender">The sender, on this node or on another one.</param>
    /// <exception cref="ArgumentException">The message does not go to other nodes.</exception>
    public static Letter Write(string to, object message, IActorRef? sender)
    {
        var (from, fromNode) = sender switch
        {
            null => ("", ""),
            LinkedRef linked => (linked.Elements, linked.Node),
            _ => (sender.Path.ToStringWithoutAddress(), ""),
        };
        var (manifest, payload) = WireSerializer.Write(message);
        var payloadBytes = payload.CalculateSize();
        var size = SizeOf(to) + SizeOf(from) + SizeOf(fromNode) + SizeOf(manifest) + TagBytes + CodedOutputStream.ComputeLengthSize(payloadBytes) + payloadBytes;
        var bytes = new byte[TagBytes + CodedOutputStream.ComputeLengthSize(size) + size];
        using var output = new CodedOutputStream(bytes);
        output.WriteTag(LettersTag);
        output.WriteLength(size);
        Write(output, ToTag, to);
        Write(output, FromTag, from);
        Write(output, FromNodeTag, fromNode);
        Write(output, ManifestTag, manifest);
        output.WriteTag(PayloadTag);
        output.WriteLength(payloadBytes);
        payload.WriteTo(output);
        output.Flush();
        return message is RoomCommand command ? new Letter(bytes, command.RequestId, sender) : new Letter(bytes, 0, null);
    }

    /// <summary>It was never sent: whoever asks can ask again.</summary>
    public void Refuse() => _asker?.Tell(new RoomReply.Refused(_requestId, ChatError.Unavailable), ActorRefs.NoSender);

    private static int SizeOf(string text) => text.Length == 0 ? 0 : TagBytes + CodedOutputStream.ComputeStringSize(text);

    private static void Write(CodedOutputStream output, uint tag, string text)
    {
        if (text.Length > 0)
        {
            output.WriteTag(tag);
            output.WriteString(text);
        }
    }
}
