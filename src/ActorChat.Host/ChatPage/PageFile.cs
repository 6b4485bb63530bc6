using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace ActorChat.Host.ChatPage;

/// <summary>A file of the chat page, as it is and compressed. Each form has its own tag, because a tag names the bytes that are sent (RFC 9110, section 8.8.3).</summary>
internal sealed record PageFile(byte[] Plain, EntityTagHeaderValue PlainTag, byte[] Compressed, EntityTagHeaderValue CompressedTag)
{
    /// <summary>A file that is part of the program. It is read and compressed when it is first asked for, so that no start waits for it.</summary>
    public static Lazy<PageFile> Of(string name) => new(() => Read(name));

    private static PageFile Read(string name)
    {
        using var stream = typeof(PageFile).Assembly.GetManifestResourceStream($"ChatPage/{name}")!;
        using var compressing = new MemoryStream();
        var plain = new byte[stream.Length];
        stream.ReadExactly(plain);
        using (var gzip = new GZipStream(compressing, CompressionLevel.SmallestSize))
        {
            gzip.Write(plain);
        }

        var compressed = compressing.ToArray();
        return new PageFile(plain, TagOf(plain), compressed, TagOf(compressed));
    }

    private static EntityTagHeaderValue TagOf(byte[] bytes) => new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"");
}
