using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ActorChat.Storage.Copy;

/// <summary>Counts rows and hashes their values: two tables with the same result have the same rows in the same order.</summary>
internal sealed class RowHash : IDisposable
{
    private const byte Null = 0;
    private const byte Number = 1;
    private const byte Text = 2;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Rows { get; private set; }

    public void Add(object?[] row)
    {
        Rows++;
        Span<byte> number = stackalloc byte[1 + sizeof(long)];
        foreach (var value in row)
        {
            switch (value)
            {
                case null:
                    _hash.AppendData([Null]);
                    break;
                case long whole:
                    number[0] = Number;
                    BinaryPrimitives.WriteInt64BigEndian(number[1..], whole);
                    _hash.AppendData(number);
                    break;
                case string text:
                    var utf8 = Encoding.UTF8.GetBytes(text);
                    number[0] = Text;
                    BinaryPrimitives.WriteInt64BigEndian(number[1..], utf8.Length);
                    _hash.AppendData(number);
                    _hash.AppendData(utf8);
                    break;
                default:
                    throw new InvalidOperationException($"A row has a value of the type {value.GetType()}.");
            }
        }
    }

    /// <summary>The number of rows and the hash, as text.</summary>
    public (long Rows, string Hash) Take() => (Rows, Convert.ToHexStringLower(_hash.GetHashAndReset()));

    public void Dispose() => _hash.Dispose();
}
