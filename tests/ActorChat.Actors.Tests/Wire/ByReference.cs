using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace ActorChat.Actors.Tests.Wire;

/// <summary>Passes Akka's own messages unchanged that never leave their node, although they are not marked as such.</summary>
public sealed class ByReference(ExtendedActorSystem system) : Serializer(system)
{
    private static readonly ConcurrentDictionary<string, object> Passing = new();
    private static long s_last;

    public static Config Definition { get; } = ConfigurationFactory.ParseString($$"""
        akka.actor {
          serializers.by-reference = "{{typeof(ByReference).AssemblyQualifiedName}}"
          serialization-bindings {
            "Akka.Persistence.Journal.AsyncWriteJournal+Desequenced, Akka.Persistence" = by-reference
          }
        }
        """);

    public override int Identifier => 9001;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj)
    {
        var place = Interlocked.Increment(ref s_last).ToString(CultureInfo.InvariantCulture);
        Passing[place] = obj;
        return Encoding.ASCII.GetBytes(place);
    }

    public override object FromBinary(byte[] bytes, Type type) => Passing.TryRemove(Encoding.ASCII.GetString(bytes), out var passed)
        ? passed
        : throw new InvalidOperationException("It has passed already.");
}
