using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>
/// A client that only syncs has, once it has everything, what was known of every room before its last question; at the end the same as one that never left. A
/// cursor of another epoch comes back with a reset.
/// </summary>
internal static class SyncRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Kept kept, KnownRevs revs)
    {
        var known = new KnownStates(history, kept, revs);
        var clients = new Dictionary<(int Session, string Cursor), Client>();
        foreach (var page in history.Happenings.OfType<SawSync>())
        {
            var since = page.Since is null ? null : clients.GetValueOrDefault((page.Session, page.Since));
            foreach (var breach in OfPage(page, since))
            {
                yield return breach;
            }

            var client = new Client(page.Epoch, page.Reset ? [] : since?.Rooms ?? [], page.Rooms);
            clients[(page.Session, page.Cursor)] = client;
            if (page.Complete)
            {
                foreach (var (room, detail) in page.IsLast ? known.Differences(page.Viewer, client.Rooms) : known.Missing(page, client.Rooms))
                {
                    yield return new Breach(BreachKind.MissingFromSync, room, $"{detail}; {page.Viewer} in session {page.Session}, asked at {page.AskedAt} with {page.Since ?? "no cursor"}");
                }
            }
        }
    }

    private static IEnumerable<Breach> OfPage(SawSync page, Client? since)
    {
        if (since is not null && (since.Epoch == page.Epoch) == page.Reset)
        {
            yield return new Breach(BreachKind.CursorWithoutReset, "the data", $"a cursor of {since.Epoch} came back in {page.Epoch} with reset {page.Reset}, to {page.Viewer}");
        }

        if (!page.Complete && (page.Rooms.Count == 0 || page.Cursor == page.Since))
        {
            yield return new Breach(BreachKind.MissingFromSync, "all rooms", $"a page that is not the last and leads nowhere, to {page.Viewer} in session {page.Session}");
        }

        foreach (var room in page.Rooms.Where(room => (room.Last?.Seq ?? 0) != room.Seq))
        {
            yield return new Breach(BreachKind.ReadStateWrong, room.Room, $"sync of {page.Viewer} says seq {room.Seq} with the message {room.Last?.Seq}");
        }
    }

    /// <summary>What a client has that only syncs.</summary>
    private sealed class Client
    {
        public Client(string epoch, IReadOnlyDictionary<string, SyncedRoom> before, IReadOnlyList<SyncedRoom> page)
        {
            Epoch = epoch;
            Rooms = new Dictionary<string, SyncedRoom>(before);
            foreach (var room in page)
            {
                Rooms[room.Room] = room;
            }
        }

        public string Epoch { get; }

        public Dictionary<string, SyncedRoom> Rooms { get; }
    }

    /// <summary>What was known of the rooms at each moment, and what they are at the end.</summary>
    private sealed class KnownStates(RunHistory history, Kept kept, KnownRevs revs)
    {
        private readonly Dictionary<string, Known> _seqs = PageRules.KnownSeqs(history, kept);
        private readonly Dictionary<(string Room, string Login), Known> _read = MarkerRules.Known(history, Marker.Read);
        private readonly Dictionary<(string Room, string Login), Known> _delivered = MarkerRules.Known(history, Marker.Delivered);
        private readonly Dictionary<string, long> _opened = history.Happenings.OfType<Joined>().GroupBy(joined => joined.Room).ToDictionary(room => room.Key, room => room.Min(joined => joined.At));
        private readonly Dictionary<string, FinalRoom> _final = history.Final.DistinctBy(room => room.Room).ToDictionary(room => room.Room);

        public IEnumerable<(string Room, string Detail)> Missing(SawSync page, Dictionary<string, SyncedRoom> has)
        {
            foreach (var dialog in RoomsOf(page.Viewer).Where(dialog => _opened.GetValueOrDefault(dialog.Room, long.MaxValue) < page.AskedAt))
            {
                var room = has.GetValueOrDefault(dialog.Room);
                if (room is null)
                {
                    yield return (dialog.Room, "it is not there");
                    continue;
                }

                var seq = _seqs.TryGetValue(dialog.Room, out var list) ? list.Before(page.AskedAt) : 0;
                var rev = revs.OfRoom(dialog.Room, page.AskedAt);
                if (room.Seq < seq || room.Rev < rev)
                {
                    yield return (dialog.Room, $"it has seq {room.Seq} and rev {room.Rev}, when {seq} and {rev} were known");
                }

                foreach (var login in new[] { dialog.First, dialog.Second })
                {
                    var (read, delivered) = (Before(_read, dialog.Room, login, page.AskedAt), Before(_delivered, dialog.Room, login, page.AskedAt));
                    if (room.Read.GetValueOrDefault(login) < read || room.Delivered.GetValueOrDefault(login) < delivered)
                    {
                        yield return (dialog.Room, $"{login} has read {room.Read.GetValueOrDefault(login)} and got {room.Delivered.GetValueOrDefault(login)}, when {read} and {delivered} were known");
                    }
                }
            }
        }

        public IEnumerable<(string Room, string Detail)> Differences(string viewer, Dictionary<string, SyncedRoom> has)
        {
            foreach (var dialog in RoomsOf(viewer).Where(dialog => _final.ContainsKey(dialog.Room)))
            {
                var final = _final[dialog.Room];
                var unread = final.Messages.Count(message => message.Login != viewer && message.Seq > final.Read.GetValueOrDefault(viewer));
                var last = final.Messages is [.., var latest] ? latest : null;
                var expected = State(kept.LastSeq(dialog.Room), final.Rev, unread, final.Read, final.Delivered, dialog);
                var actual = has.GetValueOrDefault(dialog.Room) is { } room ? State(room.Seq, room.Rev, room.Unread, room.Read, room.Delivered, dialog) : "nothing";
                if (expected != actual)
                {
                    yield return (dialog.Room, $"at the end it has {actual}; it is {expected}");
                }
                else if (last is not null && has[dialog.Room].Last is { } had && had.Rev != last.Rev)
                {
                    yield return (dialog.Room, $"at the end it has the latest message with rev {had.Rev}; it is {last.Rev}");
                }
            }
        }

        private static string State(long seq, long rev, long unread, IReadOnlyDictionary<string, long> read, IReadOnlyDictionary<string, long> delivered, Dialog dialog) =>
            $"seq {seq}, rev {rev}, unread {unread}, read {Both(read, dialog)}, delivered {Both(delivered, dialog)}";

        private static string Both(IReadOnlyDictionary<string, long> markers, Dialog dialog) => $"{markers.GetValueOrDefault(dialog.First)}/{markers.GetValueOrDefault(dialog.Second)}";

        private static long Before(Dictionary<(string Room, string Login), Known> all, string room, string login, long at) => all.TryGetValue((room, login), out var known) ? known.Before(at) : 0;

        private IEnumerable<Dialog> RoomsOf(string login) => history.Dialogs.Values.Where(dialog => dialog.Has(login));
    }
}
