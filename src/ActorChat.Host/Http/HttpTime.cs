using System.Globalization;

namespace ActorChat.Host.Http;

/// <summary>Times in the contract's form: ISO 8601, UTC, milliseconds.</summary>
internal static class HttpTime
{
    public static string Print(long unixMilliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMilliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
