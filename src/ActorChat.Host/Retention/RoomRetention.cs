using ActorChat.Actors.Rooms;
using ActorChat.Settings;

namespace ActorChat.Host.Retention;

/// <summary>The retention of one room as an operator writes it.</summary>
internal static class RoomRetention
{
    public const string LegalForm = "a duration such as 30d, from 1s to 36500d, off for ever, or null for what the settings say";

    private const string ForEver = "off";

    /// <param name="text">What the operator wrote.</param>
    /// <param name="kept">How long texts are kept, in milliseconds; 0 for ever, null as the settings say.</param>
    public static bool TryParse(string? text, out long? kept)
    {
        kept = text is null ? null : 0;
        if (text is null or ForEver)
        {
            return true;
        }

        if (!Durations.TryParse(text, out var duration) || duration < RoomRules.MinRetention || duration > RoomRules.MaxAge)
        {
            return false;
        }

        kept = (long)duration.TotalMilliseconds;
        return true;
    }
}
