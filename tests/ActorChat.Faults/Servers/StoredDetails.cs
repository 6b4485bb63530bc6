using System.Globalization;
using System.Text.Json;
using ActorChat.Faults.History;

namespace ActorChat.Faults.Servers;

/// <summary>Reads what changed about a message from the columns of its row.</summary>
internal static class StoredDetails
{
    /// <param name="replyTo">The message that it answers; 0 for none, as of all the numbers.</param>
    /// <param name="rev">Its latest change.</param>
    /// <param name="editedAt">UTC milliseconds since 1970.</param>
    /// <param name="deletedAt">UTC milliseconds since 1970.</param>
    /// <param name="first">The room's first user with the reactions, a JSON list; null for none.</param>
    /// <param name="second">The second user's.</param>
    public static SeenDetails? Read(long replyTo, long rev, long editedAt, long deletedAt, (string Login, string? Reactions) first, (string Login, string? Reactions) second)
    {
        var time = editedAt == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(editedAt).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var details = new SeenDetails(replyTo, rev, time, deletedAt != 0, SeenDetails.Join(All(first).Concat(All(second))));
        return details == SeenDetails.None ? null : details;
    }

    private static IEnumerable<string> All((string Login, string? Reactions) user) =>
        user.Reactions is null ? [] : (JsonSerializer.Deserialize<string[]>(user.Reactions) ?? []).Select(reaction => SeenDetails.ReactionOf(user.Login, reaction));
}
