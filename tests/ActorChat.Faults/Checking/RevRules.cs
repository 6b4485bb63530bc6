using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>A room's changes count 1, 2, 3, … Each number is one change, and a joined session is shown exactly that, from where it caught up to where it ends.</summary>
internal static class RevRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Operations operations, Forms forms, KnownRevs known) =>
        [.. OfRooms(history, operations, forms, known), .. OfNumbers(operations), .. OfSessions(history)];

    /// <summary>
    /// A number that nobody was ever told of is a change whose answer got lost. Each needs another request without an answer, that was sent when no later number
    /// was known; and if the server's process ended afterwards, no edit that was sent after its end has an earlier number.
    /// </summary>
    private static IEnumerable<Breach> OfRooms(RunHistory history, Operations operations, Forms forms, KnownRevs known)
    {
        var ends = history.Happenings.OfType<ServerEnded>().Select(end => end.At).Order().ToArray();
        var byRoom = operations.All.ToLookup(operation => operation.First.Room);
        foreach (var room in history.Final.GroupBy(room => room.Room))
        {
            if (forms.Unknown(room.Key, room.Max(view => view.Rev)) is { Count: > 0 } unknown)
            {
                var edits = byRoom[room.Key].Where(operation => operation is { First.Kind: ChangeKind.Edit, Answers.Count: > 0 }).Select(edit => (edit.First.At, edit.Answers[0].Rev)).ToArray();
                var open = byRoom[room.Key].Where(operation => operation.IsOpen).Select(operation => Range(operation, ends, edits, known));
                if (Unmatched(unknown, open) is { } rev)
                {
                    yield return new Breach(BreachKind.RevGap, room.Key, $"rev {rev} belongs to no change, one of {unknown.Count} that nobody was told of");
                }
            }
        }
    }

    /// <summary>Between which numbers a change got its own, if it was made.</summary>
    private static (long Above, long Below) Range(Operation operation, long[] ends, (long At, long Rev)[] edits, KnownRevs known)
    {
        var end = Array.Find(ends, end => end > operation.LastSentAt);
        var below = end == 0 ? long.MaxValue : edits.Where(edit => edit.At > end).Select(edit => edit.Rev).DefaultIfEmpty(long.MaxValue).Min();
        return (known.OfRoom(operation.First.Room, operation.First.At), below);
    }

    /// <summary>The first number that gets no range of its own; null if each can have one.</summary>
    private static long? Unmatched(IReadOnlyList<long> unknown, IEnumerable<(long Above, long Below)> ranges)
    {
        var coming = new Queue<(long Above, long Below)>(ranges.OrderBy(range => range.Above));
        var possible = new PriorityQueue<long, long>();
        foreach (var rev in unknown)
        {
            while (coming.TryPeek(out var next) && next.Above < rev)
            {
                possible.Enqueue(next.Below, next.Below);
                coming.Dequeue();
            }

            // Whichever must be used first is used.
            long below;
            do
            {
                if (!possible.TryDequeue(out below, out _))
                {
                    return rev;
                }
            }
            while (below <= rev);
        }

        return null;
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
        var places = new Dictionary<(int Session, int Connection, string Room), JoinedPlace>();
        foreach (var happening in history.Happenings)
        {
            switch (happening)
            {
                case Joined joined:
                    places[(joined.Session, joined.Connection, joined.Room)] = new JoinedPlace { JoinedAt = joined.At };
                    break;
                case Left left:
                    places.Remove((left.Session, left.Connection, left.Room));
                    break;
                case SawChanges { HasMore: false } page:
                    places.GetValueOrDefault((page.Session, page.Connection, page.Room))?.ReachByPage(page.AskedAt, page.Rev);
                    break;
                case SawChanged changed when places.TryGetValue((changed.Session, changed.Connection, changed.Message.Room), out var place):
                    var reached = place.Reached;
                    if (place.ReachByEvent(changed.Rev, BreachKind.ChangedOutOfOrder, BreachKind.ChangeSkipped) is { } broken)
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
}
