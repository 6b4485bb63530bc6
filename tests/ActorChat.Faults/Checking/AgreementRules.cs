using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>Everything that was said about a message, live, on a page, in an acknowledgement or to the other user, agrees with the history.</summary>
internal static class AgreementRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Kept kept)
    {
        foreach (var seen in Sightings.Of(history))
        {
            // Two forms with different numbers may differ.
            if (kept.ById(seen.Room, seen.Id) is { } stored && !(stored.Rev == seen.Rev ? stored.Agrees(seen) : stored.IsSame(seen)))
            {
                yield return Disagree(seen.Room, $"shown {Text(seen)}, kept {Text(stored)}");
            }
        }

        // A second answer that differs from the first is a separate breach.
        foreach (var told in history.Happenings.OfType<Acknowledged>().DistinctBy(told => told.Key))
        {
            if (kept.ById(told.Room, told.Id) is { } stored && (stored.Seq != told.Seq || stored.Time != told.Time))
            {
                yield return Disagree(told.Room, $"{told.Key} acknowledged as {told.Seq} at {told.Time}, kept {Text(stored)}");
            }
        }

        foreach (var chat in history.Chats)
        {
            if (chat.Last is { } last && kept.ById(chat.Room, last.Id) is { } stored && !stored.Agrees(last))
            {
                yield return Disagree(chat.Room, $"the chat list of {chat.Viewer} has {Text(last)}, kept {Text(stored)}");
            }
        }

        foreach (var room in history.Final)
        {
            var stored = kept.Of(room.Room);
            if (stored.Count != room.Messages.Count || stored.Where((message, i) => message != room.Messages[i]).Any())
            {
                yield return Disagree(room.Room, $"{room.Viewer} gets another history than the companion");
            }
        }
    }

    private static Breach Disagree(string room, string detail) => new(BreachKind.LiveAndHistoryDisagree, room, detail);

    private static string Text(SeenMessage message) => $"{message.Seq}, id {message.Id}, {MessageRules.KeyOf(message.Text)} by {message.Login} at {message.Time}, rev {message.Rev}";
}
