using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>Every message that someone was shown, live, in a chat list or on a page.</summary>
internal static class Sightings
{
    public static IEnumerable<SeenMessage> Of(RunHistory history)
    {
        foreach (var happening in history.Happenings)
        {
            if (happening is SawLive live)
            {
                yield return live.Message;
            }
            else if (happening is SawChat chat)
            {
                yield return chat.Message;
            }
            else if (happening is SawPage page)
            {
                foreach (var message in page.Messages)
                {
                    yield return message;
                }
            }
        }
    }
}
