using System.Security.Cryptography;
using System.Text;
using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>Identifies a dialog: its two logins, in the order of their keys, whoever named them first.</summary>
public sealed class RoomKey : IEquatable<RoomKey>
{
    /// <summary>No login can contain it, so the combination of two logins can be split in one way only.</summary>
    public const char Separator = ':';

    /// <summary>The namespace of the room numbers (RFC 9562, section 5.5). It is part of every stored number: never change it.</summary>
    private static readonly byte[] NumberSpace = Guid.Parse("6b1f6d9e-3c55-5b0e-9d5a-0d9c2f4a7e11").ToByteArray(bigEndian: true);

    /// <summary>Keys that were made lately, each in a place that its logins name; the next one there takes it. A hash for each message would cost a microsecond.</summary>
    private static readonly RoomKey?[] Recent = new RoomKey?[4096];

    private RoomKey(Login first, Login second)
    {
        (First, Second) = (first, second);
        Token = string.Concat(first.Key, Separator.ToString(), second.Key);
        Number = new RoomNumber(NumberOf(Token));
    }

    public Login First { get; }

    public Login Second { get; }

    /// <summary>The string made from the two logins; <c>messages.room</c> and <c>rooms.room</c> hold it.</summary>
    public string Token { get; }

    /// <summary>The name-based UUID of the token.</summary>
    public RoomNumber Number { get; }

    /// <summary>The key of the dialog of two users.</summary>
    /// <exception cref="ArgumentException">They are the same user.</exception>
    public static RoomKey Of(Login one, Login other) => string.CompareOrdinal(one.Key, other.Key) switch
    {
        < 0 => InOrder(one, other),
        > 0 => InOrder(other, one),
        0 => throw new ArgumentException("A dialog takes two users.", nameof(other)),
    };

    /// <summary>Any thread may take what another has put there: it is complete, and never changes.</summary>
    private static RoomKey InOrder(Login first, Login second)
    {
        ref var place = ref Recent[HashCode.Combine(first, second) & (Recent.Length - 1)];
        if (Volatile.Read(ref place) is { } known && Spelt(known.First, first) && Spelt(known.Second, second))
        {
            return known;
        }

        var made = new RoomKey(first, second);
        Volatile.Write(ref place, made);
        return made;
    }

    /// <summary>The spelling counts: a key keeps it.</summary>
    private static bool Spelt(Login known, Login login) => string.Equals(known.Name, login.Name, StringComparison.Ordinal);

    public bool Has(Login login) => login == First || login == Second;

    /// <summary>The other user of the dialog.</summary>
    public Login CompanionOf(Login login) => login == First ? Second : First;

    public bool Equals(RoomKey? other) => other is not null && Number == other.Number;

    public override bool Equals(object? obj) => Equals(obj as RoomKey);

    public override int GetHashCode() => Number.GetHashCode();

    public override string ToString() => Number.ToString();

    /// <summary>A UUID of version 5. The version prescribes SHA-1; nothing depends on its strength, because a room checks who asks.</summary>
    private static Guid NumberOf(string token)
    {
        var name = Encoding.UTF8.GetBytes(token);
        var input = new byte[NumberSpace.Length + name.Length];
        NumberSpace.CopyTo(input, 0);
        name.CopyTo(input, NumberSpace.Length);
#pragma warning disable CA5350 // RFC 9562 prescribes SHA-1 for version 5.
        var hash = SHA1.HashData(input).AsSpan(0, 16);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0f) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash, bigEndian: true);
    }
}
