using System.Buffers.Text;
using System.Text;

namespace ActorChat.Storage;

/// <summary>Where a page ended, in a form for clients: opaque to them, and checked when it comes back.</summary>
internal static class Cursor
{
    /// <summary>That of the longest login, with four bytes for each character, has 5,462 characters.</summary>
    private const int MaxLength = 6000;

    public static string From(string position) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(position));

    /// <summary>The position of a cursor; null if it is invalid.</summary>
    public static string? Read(string cursor)
    {
        if (cursor.Length is 0 or > MaxLength || !Base64Url.IsValid(cursor))
        {
            return null;
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Base64Url.DecodeFromChars(cursor));
        }
        catch (Exception failure) when (failure is FormatException or DecoderFallbackException)
        {
            return null;
        }
    }
}
