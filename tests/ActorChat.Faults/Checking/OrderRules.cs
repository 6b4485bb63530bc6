using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>One order: a history counts 1, 2, 3, … and a joined session sees exactly that, from where it joined to where it ends.</summary>
internal static class OrderRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Kept kept) => [.. OfHistories(history), .. OfSessions(history, kept)];

    private static IEnumerable<Breach> OfHistories(RunHistory history)
    {
        foreach (var room in history.Final)
        {
            for (var i = 0; i < room.Messages.Count; i++)
            {
                if (room.Messages[i].Seq != i + 1)
                {
                    yield return new Breach(BreachKind.Gap, room.Room, $"seq {room.Messages[i].Seq} in place {i + 1}, as {room.Viewer} got it");
                    break;
                }
            }
        }
    }

    private static IEnumerable<Breach> OfSessions(RunHistory history, Kept kept)
    {
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
                case SawPage { After: null, Before: null } or SawPage { HasMore: false, Before: null }:
                    var page = (SawPage)happening;
                    places.GetValueOrDefault((page.Session, page.Connection, page.Room))?.ReachByPage(page.AskedAt, page.Messages is [.., var last] ? last.Seq : page.After ?? 0);
                    break;
                case SawLive live when places.TryGetValue((live.Session, live.Connection, live.Message.Room), out var place):
                    var reached = place.Reached;
                    if (place.ReachByEvent(live.Message.Seq, BreachKind.OutOfOrder, BreachKind.Skipped) is { } broken)
                    {
                        yield return new Breach(
                            broken, live.Message.Room,
                            $"seq {live.Message.Seq} after {reached} to {live.Viewer} on connection {live.Session}.{live.Connection}, joined at {place.JoinedAt}, record {live.At}");
                    }

                    break;
                case Settled settled when places.TryGetValue((settled.Session, settled.Connection, settled.Room), out var end):
                    if (end.Reached is { } stayed && stayed < kept.LastSeq(settled.Room))
                    {
                        yield return new Breach(BreachKind.Skipped, settled.Room, $"{settled.Viewer} on connection {settled.Session}.{settled.Connection} stayed at {stayed} of {kept.LastSeq(settled.Room)}");
                    }

                    break;
            }
        }
    }
}
