using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>Read markers only grow; what is read, unread and latest follows from them.</summary>
internal static class ReadRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Kept kept) =>
        [.. MarkerRules.Check(history, Marker.Read, BreachKind.ReadMovedBack), .. OfHistories(history), .. OfChats(history, kept)];

    private static IEnumerable<Breach> OfHistories(RunHistory history)
    {
        foreach (var room in history.Final)
        {
            var dialog = history.Dialogs[room.Room];
            var wrong = room.Messages.FirstOrDefault(message =>
                message.IsRead != message.Seq <= room.Read.GetValueOrDefault(dialog.CompanionOf(message.Login)));
            if (wrong is not null)
            {
                yield return Wrong(room.Room, $"seq {wrong.Seq} by {wrong.Login} is {(wrong.IsRead ? "read" : "unread")}");
            }
        }
    }

    private static IEnumerable<Breach> OfChats(RunHistory history, Kept kept)
    {
        var markers = history.Final.DistinctBy(room => room.Room).ToDictionary(room => room.Room, room => room.Read);
        foreach (var chat in history.Chats.Where(chat => markers.ContainsKey(chat.Room)))
        {
            var readUpTo = markers[chat.Room].GetValueOrDefault(chat.Viewer);
            var unread = kept.Of(chat.Room).Count(message => message.Login != chat.Viewer && message.Seq > readUpTo);
            if (unread != chat.Unread || kept.LastSeq(chat.Room) != chat.LastSeq)
            {
                yield return Wrong(chat.Room, $"the chat list of {chat.Viewer} says {chat.Unread} unread, latest {chat.LastSeq}; it is {unread}, {kept.LastSeq(chat.Room)}");
            }
        }
    }

    private static Breach Wrong(string room, string detail) => new(BreachKind.ReadStateWrong, room, detail);
}
