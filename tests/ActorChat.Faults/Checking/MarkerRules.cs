using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>Markers only grow, in events as on pages.</summary>
internal static class MarkerRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Marker marker, BreachKind kind) =>
        [.. OfEvents(history, marker, kind), .. OfPages(history, marker, kind)];

    /// <summary>How far each user had come, as anybody knew it.</summary>
    public static Dictionary<(string Room, string Login), Known> Known(RunHistory history, Marker marker)
    {
        var known = new Dictionary<(string Room, string Login), Known>();
        foreach (var happening in history.Happenings)
        {
            switch (happening)
            {
                case Marked marked when Implies(marked.Marker): Add(marked.Room, marked.Login, marked.At, marked.Seq); break;
                case SawMarker saw when Implies(saw.Marker): Add(saw.Room, saw.Login, saw.At, saw.Seq); break;
                case SawPage page: AddAll(page.Room, page.At, marker == Marker.Read ? page.Read : page.Delivered); break;
                case SawSync sync:
                    foreach (var room in sync.Rooms)
                    {
                        AddAll(room.Room, sync.At, marker == Marker.Read ? room.Read : room.Delivered);
                    }

                    break;
            }
        }

        return known;

        // What is read is delivered.
        bool Implies(Marker of) => of == marker || of == Marker.Read;

        void Add(string room, string login, long at, long seq) => Checking.Known.Add(known, (room, login), at, seq);

        void AddAll(string room, long at, IReadOnlyDictionary<string, long> markers)
        {
            foreach (var (login, seq) in markers)
            {
                Add(room, login, at, seq);
            }
        }
    }

    private static IEnumerable<Breach> OfEvents(RunHistory history, Marker kind, BreachKind breach)
    {
        var latest = new Dictionary<(int, int, string, string), long>();
        foreach (var marker in history.Happenings.OfType<SawMarker>().Where(marker => marker.Marker == kind))
        {
            var place = (marker.Session, marker.Connection, marker.Room, marker.Login);
            var before = latest.GetValueOrDefault(place);
            if (marker.Seq < before)
            {
                yield return new Breach(breach, marker.Room, $"{marker.Login} from {before} to {marker.Seq} in events to {marker.Viewer}");
            }

            latest[place] = Math.Max(before, marker.Seq);
        }
    }

    private static IEnumerable<Breach> OfPages(RunHistory history, Marker marker, BreachKind breach)
    {
        var known = Known(history, marker);
        var isRead = marker == Marker.Read;
        var pages = history.Happenings.OfType<SawPage>().Select(page => (page.AskedAt, page.Room, page.Viewer, Markers: isRead ? page.Read : page.Delivered))
            .Concat(history.Final.Select(room => (AskedAt: long.MaxValue, room.Room, room.Viewer, Markers: isRead ? room.Read : room.Delivered)))
            .Concat(history.Happenings.OfType<SawSync>().SelectMany(sync => sync.Rooms.Select(room => (sync.AskedAt, room.Room, sync.Viewer, Markers: isRead ? room.Read : room.Delivered))));
        foreach (var page in pages)
        {
            foreach (var (login, seq) in page.Markers)
            {
                var expected = known.TryGetValue((page.Room, login), out var list) ? list.Before(page.AskedAt) : 0;
                if (seq < expected)
                {
                    yield return new Breach(breach, page.Room, $"{login} at {seq} on a page for {page.Viewer}, when {expected} was known");
                }
            }
        }
    }
}
