using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>Privacy: nothing of a room reaches anybody else, and others are answered that there is no such room.</summary>
internal static class PrivacyRules
{
    private const string NoSuchRoom = "room_not_found";

    public static IEnumerable<Breach> Check(RunHistory history)
    {
        foreach (var happening in history.Happenings)
        {
            switch (happening)
            {
                case SawLive live when IsStranger(history, live.Message.Room, live.Viewer):
                    yield return Seen(live.Message.Room, $"message {live.Message.Seq} to {live.Viewer}");
                    break;
                case SawChat chat when IsStranger(history, chat.Message.Room, chat.Viewer):
                    yield return Seen(chat.Message.Room, $"a chat event to {chat.Viewer}");
                    break;
                case SawMarker marker when IsStranger(history, marker.Room, marker.Viewer):
                    yield return Seen(marker.Room, $"a marker to {marker.Viewer}");
                    break;
                case SawChanged changed when IsStranger(history, changed.Message.Room, changed.Viewer):
                    yield return Seen(changed.Message.Room, $"change {changed.Rev} to {changed.Viewer}");
                    break;
                case SawChanges changes when IsStranger(history, changes.Room, changes.Viewer):
                    yield return Seen(changes.Room, $"a page of changes to {changes.Viewer}");
                    break;
                case SawTyping typing when IsStranger(history, typing.Room, typing.Viewer):
                    yield return Seen(typing.Room, $"that {typing.Login} types, to {typing.Viewer}");
                    break;
                case SawSync sync when sync.Rooms.FirstOrDefault(room => IsStranger(history, room.Room, sync.Viewer)) is { } foreign:
                    yield return Seen(foreign.Room, $"by sync to {sync.Viewer}");
                    break;
                case SawPage page when IsStranger(history, page.Room, page.Viewer):
                    yield return Seen(page.Room, $"a page to {page.Viewer}");
                    break;
                case StrangerAnswered { Code: not NoSuchRoom } answered:
                    yield return new Breach(BreachKind.LearnedByStranger, answered.Room, $"{answered.Login} asked {answered.Request} and got {answered.Code ?? "it"}");
                    break;
            }
        }
    }

    private static bool IsStranger(RunHistory history, string room, string login) => !history.Dialogs.TryGetValue(room, out var dialog) || !dialog.Has(login);

    private static Breach Seen(string room, string detail) => new(BreachKind.SeenByStranger, room, detail);
}
