using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>Read markers only grow; what is read, unread and latest follows from them.</summary>
internal static class ReadRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Kept kept) =>
        [.. OfEvents(history), .. OfPages(history), .. OfHistories(history), .. OfChats(history, kept)];

    private static IEnumerable<Breach> OfEvents(RunHistory history)
    {
        var latest = new Dictionary<(int, int, string, string), long>();
        foreach (var marker in history.Happenings.OfType<SawMarker>())
        {
            var place = (marker.Session, marker.Connection, marker.Room, marker.Login);
            var before = latest.GetValueOrDefault(place);
            if (marker.Seq < before)
            {
                yield return Back(marker.Room, $"{marker.Login} from {before} to {marker.Seq} in events to {marker.Viewer}");
            }

            latest[place] = Math.Max(before, marker.Seq);
        }
    }

    private static IEnumerable<Breach> OfPages(RunHistory history)
    {
        var known = new Dictionary<(string Room, string Login), Known>();
        foreach (var happening in history.Happenings)
        {
            switch (happening)
            {
                case Marked marked: Add(marked.Room, marked.Login, marked.At, marked.Seq); break;
                case SawMarker marker: Add(marker.Room, marker.Login, marker.At, marker.Seq); break;
                case SawPage page:
                    foreach (var (login, seq) in page.Read)
                    {
                        Add(page.Room, login, page.At, seq);
                    }

                    break;
            }
        }

        foreach (var list in known.Values)
        {
            list.Seal();
        }

        var pages = history.Happenings.OfType<SawPage>().Select(page => (page.AskedAt, page.Room, page.Viewer, page.Read))
            .Concat(history.Final.Select(room => (AskedAt: long.MaxValue, room.Room, room.Viewer, room.Read)));
        foreach (var page in pages)
        {
            foreach (var (login, seq) in page.Read)
            {
                var expected = known.TryGetValue((page.Room, login), out var list) ? list.Before(page.AskedAt) : 0;
                if (seq < expected)
                {
                    yield return Back(page.Room, $"{login} at {seq} on a page for {page.Viewer}, when {expected} was known");
                }
            }
        }

        void Add(string room, string login, long at, long seq)
        {
            if (!known.TryGetValue((room, login), out var list))
            {
                known[(room, login)] = list = new Known();
            }

            list.Add(at, seq);
        }
    }

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

    private static Breach Back(string room, string detail) => new(BreachKind.ReadMovedBack, room, detail);

    private static Breach Wrong(string room, string detail) => new(BreachKind.ReadStateWrong, room, detail);
}
