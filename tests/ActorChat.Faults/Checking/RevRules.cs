using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>A room's changes count 1, 2, 3, … Each number is one change, and a joined session is shown exactly that, from where it caught up to where it ends.</summary>
internal static class RevRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Operations operations, Forms forms) =>
        [.. OfRooms(history, operations, forms), .. OfNumbers(operations), .. OfSessions(history)];

    /// <summary>A number that nobody was ever told of is a change whose answer got lost: there are no more of them than requests without an answer.</summary>
    private static IEnumerable<Breach> OfRooms(RunHistory history, Operations operations, Forms forms)
    {
        var open = operations.All.Where(operation => operation.IsOpen).CountBy(operation => operation.First.Room).ToDictionary();
        foreach (var room in history.Final.GroupBy(room => room.Room))
        {
            var (first, count) = forms.Unknown(room.Key, room.Max(view => view.Rev));
            if (count > open.GetValueOrDefault(room.Key))
            {
                yield return new Breach(BreachKind.RevGap, room.Key, $"{count} numbers belong to no change, such as {string.Join(", ", first)}; {open.GetValueOrDefault(room.Key)} requests had no answer");
            }
        }
    }

    /// <summary>Two different edits, or an edit and a deletion, cannot be one change.</summary>
    private static IEnumerable<Breach> OfNumbers(Operations operations)
    {
        var told = operations.All.Where(operation => operation.First.Kind is ChangeKind.Edit or ChangeKind.Delete)
            .SelectMany(operation => operation.Answers, (operation, answer) => (operation.First.Room, answer.Rev, Text: operation.First.Value));
        foreach (var one in told.Distinct().GroupBy(one => (one.Room, one.Rev)).Where(one => one.Count() > 1))
        {
            yield return new Breach(BreachKind.TwoOwners, one.Key.Room, $"rev {one.Key.Rev} is {one.Count()} changes");
        }
    }

    private static IEnumerable<Breach> OfSessions(RunHistory history)
    {
        var last = history.Final.GroupBy(room => room.Room).ToDictionary(room => room.Key, room => room.Max(view => view.Rev));
        var places = new Dictionary<(int Session, int Connection, string Room), Place>();
        foreach (var happening in history.Happenings)
        {
            switch (happening)
            {
                case Joined joined:
                    places[(joined.Session, joined.Connection, joined.Room)] = new Place { JoinedAt = joined.At };
                    break;
                case Left left:
                    places.Remove((left.Session, left.Connection, left.Room));
                    break;
                case SawChanges { HasMore: false } page:
                    places.GetValueOrDefault((page.Session, page.Connection, page.Room))?.ReachByPage(page);
                    break;
                case SawChanged changed when places.TryGetValue((changed.Session, changed.Connection, changed.Message.Room), out var place):
                    var reached = place.Reached;
                    if (place.ReachByEvent(changed.Rev) is { } broken)
                    {
                        yield return new Breach(
                            broken, changed.Message.Room,
                            $"rev {changed.Rev} after {reached} to {changed.Viewer} on connection {changed.Session}.{changed.Connection}, joined at {place.JoinedAt}, record {changed.At}");
                    }

                    break;
                case Settled settled when places.TryGetValue((settled.Session, settled.Connection, settled.Room), out var end):
                    if (end.Reached is { } stayed && stayed < last.GetValueOrDefault(settled.Room))
                    {
                        yield return new Breach(
                            BreachKind.ChangeSkipped, settled.Room,
                            $"{settled.Viewer} on connection {settled.Session}.{settled.Connection} stayed at rev {stayed} of {last.GetValueOrDefault(settled.Room)}");
                    }

                    break;
            }
        }
    }

    /// <summary>How far a joined session knows a room's changes.</summary>
    private sealed class Place
    {
        private long? _event;
        private long? _page;

        public long JoinedAt { get; init; }

        public long? Reached => _event is null ? _page : Math.Max(_event.Value, _page ?? 0);

        /// <summary>A last page, requested after joining: what follows it comes as events, without a gap.</summary>
        public void ReachByPage(SawChanges page)
        {
            if (page.AskedAt > JoinedAt)
            {
                _page = Math.Max(_page ?? 0, page.Rev);
            }
        }

        public BreachKind? ReachByEvent(long rev)
        {
            // The first event may repeat what a page showed, but must not leave a gap after it.
            var before = _event ?? (_page is { } page ? Math.Min(page, rev - 1) : rev - 1);
            _event = Math.Max(rev, _event ?? 0);
            return rev <= before ? BreachKind.ChangedOutOfOrder : rev > before + 1 ? BreachKind.ChangeSkipped : null;
        }
    }
}
