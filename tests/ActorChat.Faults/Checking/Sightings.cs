using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>Every message that someone was shown, live, in a chat list, on a page or by sync.</summary>
internal static class Sightings
{
    public static IEnumerable<SeenMessage> Of(RunHistory history) => history.Happenings.SelectMany(Of);

    public static IEnumerable<SeenMessage> Of(Happening happening) => happening switch
    {
        SawLive live => [live.Message],
        SawChat chat => [chat.Message],
        SawPage page => page.Messages,
        SawChanged changed => [changed.Message],
        SawChanges changes => changes.Messages,
        SawSync sync => sync.Rooms.Select(room => room.Last).OfType<SeenMessage>(),
        _ => [],
    };

    /// <summary>When what it shows was asked for; null for an event.</summary>
    public static long? AskedAt(Happening happening) => happening switch
    {
        SawPage page => page.AskedAt,
        SawChanges changes => changes.AskedAt,
        SawSync sync => sync.AskedAt,
        _ => null,
    };
}
