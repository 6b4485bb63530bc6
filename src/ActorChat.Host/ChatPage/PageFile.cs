using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace ActorChat.Host.ChatPage;

/// <summary>A file of the chat page, as it is and compressed. Each form has its own tag, because a tag names the bytes that are sent (RFC 9110, section 8.8.3).</summary>
internal sealed record PageFile(byte[] Plain, EntityTagHeaderValue PlainTag, byte[] Compressed, EntityTagHeaderValue CompressedTag)
{
    /// <summary>Reads a file that is part of the program.</summary>
    public static PageFile Read(string name)
    {
        using var stream = typeof(PageFile).Assembly.GetManifestResourceStream($"ChatPage/{name}")!;
        using var plain = new MemoryStream();
        stream.CopyTo(plain);
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
        {
            gzip.Write(plain.ToArray());
        }

        return new PageFile(plain.ToArray(), TagOf(plain.ToArray()), compressed.ToArray(), TagOf(compressed.ToArray()));
    }

    private static EntityTagHeaderValue TagOf(byte[] bytes) => new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"");
}
