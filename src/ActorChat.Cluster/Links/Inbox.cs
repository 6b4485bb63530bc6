using System.Runtime.Serialization;
using System.Text;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Wire;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Cluster.Links;

/// <summary>
/// Delivers what arrives from one node, in its order. A letter that cannot be read or delivered is dropped and logged, without what is in it.
/// </summary>
internal sealed class Inbox(string node, NodeLinks links, Recipients recipients, IActorRefProvider provider, ILoggingAdapter log)
{
    /// <summary>Forms have short names; a longer one is none.</summary>
    private const int LongestManifest = 128;

    /// <summary>The end of the link at this node.</summary>
    public long Link { get; set; }

    public void Deliver(ReadOnlySpan<byte> letter)
    {
        var (to, from, fromNode) = ("", "", node);
        ReadOnlySpan<byte> manifest = [], payload = [];
        try
        {
            var outer = new FieldReader(letter);
            outer.Next();
            var fields = new FieldReader(outer.Content);
            while (fields.Next())
            {
                switch (fields.Number)
                {
                    case Format.Letter.ToFieldNumber: to = Encoding.UTF8.GetString(fields.Content); break;
                    case Format.Letter.FromFieldNumber: from = Encoding.UTF8.GetString(fields.Content); break;
                    case Format.Letter.FromNodeFieldNumber: fromNode = Encoding.UTF8.GetString(fields.Content); break;
                    case Format.Letter.ManifestFieldNumber: manifest = fields.Content; break;
                    case Format.Letter.PayloadFieldNumber: payload = fields.Content; break;
                }
            }

            Deliver(to, from.Length == 0 ? ActorRefs.NoSender : SenderOf(fromNode, from), Read(manifest, payload));
        }
#pragma warning disable CA1031 // Whatever is wrong with it, it is only this letter; the link goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            log.Warning("A letter from {Node} to {Recipient} was dropped: {Failure}", node, to.Length == 0 ? "the node" : to, ReasonOf(failure));
        }
    }

    private static object Read(ReadOnlySpan<byte> manifest, ReadOnlySpan<byte> payload)
    {
        if (manifest.Length > LongestManifest)
        {
            throw new SerializationException("The name of its form is too long");
        }

        Span<char> name = stackalloc char[LongestManifest];
        return WireSerializer.Read(name[..Encoding.UTF8.GetChars(manifest, name)], payload);
    }

    private IActorRef SenderOf(string fromNode, string from) =>
        !Recipients.IsSender(from) || !fromNode.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-') ? throw new SerializationException("Its sender has no path of an actor")
        : fromNode == links.Self ? recipients.Find(from) ?? ActorRefs.Nobody
        : new LinkedRef(links, provider, fromNode, from, fromNode == node ? Link : LinkedRef.AnyLink);

    private void Deliver(string to, IActorRef? sender, object message)
    {
        if (to.Length == 0)
        {
            links.Take(node, message);
            return;
        }

        var recipient = recipients.Find(to) ?? throw new SerializationException("No other node may write to it");
        if (recipient is EmptyLocalActorRef && message is RoomCommand command && Recipients.IsPartition(to))
        {
            command.Move(sender, recipients.Find(Recipients.Rooms)!.Tell);
        }
        else
        {
            recipient.Tell(message, sender);
        }
    }

    /// <summary>What our own code says of it, or else only its kind: a library's text may quote what it could not read.</summary>
    private static string ReasonOf(Exception failure) => failure is SerializationException ? failure.Message : failure.GetType().Name;
}
