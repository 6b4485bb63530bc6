using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace ActorChat.Host.Pages;

/// <summary>A file of a page, as it is and compressed. Each form has its own tag, because a tag names the bytes that are sent (RFC 9110, section 8.8.3).</summary>
internal sealed record PageFile(byte[] Plain, EntityTagHeaderValue PlainTag, byte[] Compressed, EntityTagHeaderValue CompressedTag)
{
    /// <summary>A file that is part of the program. It is read and compressed when it is first asked for, so that no start waits for it.</summary>
    /// <param name="page">The folder of the page.</param>
    /// <param name="name">The name of the file.</param>
    public static Lazy<PageFile> Of(string page, string name) => new(() => Read($"{page}/{name}"));

    private static PageFile Read(string resource)
    {
        using var stream = typeof(PageFile).Assembly.GetManifestResourceStream(resource)!;
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
