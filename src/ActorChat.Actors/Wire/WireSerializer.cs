using System.Collections.Frozen;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;
using Google.Protobuf;

namespace ActorChat.Actors.Wire;

/// <summary>
/// The messages that may go to another node, as protobuf in the format of <c>wire.proto</c>. A manifest names each form that was ever sent; all of
/// them stay readable. Within a node nothing is serialised.
/// </summary>
public sealed class WireSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    internal static IReadOnlyList<WireForm> Forms { get; } = [.. RoomCommandForms.All, .. RoomReplyForms.All, .. RoomNewsForms.All, .. RegistryForms.All, .. PartitionForms.All, .. NodeForms.All, .. QuestionForms.All];

    private static readonly FrozenDictionary<Type, WireForm> ByType = Forms.ToFrozenDictionary(form => form.Type);

    private static readonly FrozenDictionary<string, WireForm>.AlternateLookup<ReadOnlySpan<char>> BySpan =
        Forms.ToFrozenDictionary(form => form.Manifest, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>A fallback for the configuration of every actor system whose messages go to other nodes.</summary>
    public static Config Definition { get; } = ConfigurationFactory.FromResource("wire.conf", typeof(WireSerializer).Assembly);

    /// <summary>Sent with every message: never change it.</summary>
    public override int Identifier => 4144;

    public override string Manifest(object o) => FormOf(o).Manifest;

    public override byte[] ToBinary(object obj) => FormOf(obj).Write(obj).ToByteArray();

    public override object FromBinary(byte[] bytes, string manifest) => Read(manifest, bytes);

    /// <summary>The form of a message and what is written in it, for those who send many messages as one.</summary>
    /// <exception cref="ArgumentException">The message does not go to other nodes.</exception>
    public static (string Manifest, IMessage Written) Write(object message)
    {
        var form = FormOf(message);
        return (form.Manifest, form.Write(message));
    }

    /// <summary>The message that was written in a form.</summary>
    /// <exception cref="SerializationException">The form is unknown, or the bytes are no such message.</exception>
    public static object Read(ReadOnlySpan<char> manifest, ReadOnlySpan<byte> bytes)
    {
        if (!BySpan.TryGetValue(manifest, out var form))
        {
            throw new SerializationException($"Another node sent a message with the unknown manifest {manifest}; it may run a newer version");
        }

        try
        {
            return form.Read(bytes);
        }
#pragma warning disable CA1031 // Whatever is wrong with the bytes, or missing in them: it is only this message that cannot be read.
        catch (Exception unreadable)
#pragma warning restore CA1031
        {
            throw new SerializationException($"Another node sent a message of the form {form.Manifest} that cannot be read", unreadable);
        }
    }

    private static WireForm FormOf(object message) => ByType.TryGetValue(message.GetType(), out var form)
        ? form
        : throw new ArgumentException($"{message.GetType()} does not go to other nodes", nameof(message));
}
