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
                case SawPage { After: null, Before: null } or SawPage { HasMore: false, Before: null }:
                    var page = (SawPage)happening;
                    places.GetValueOrDefault((page.Session, page.Connection, page.Room))?.ReachByPage(page);
                    break;
                case SawLive live when places.TryGetValue((live.Session, live.Connection, live.Message.Room), out var place):
                    var reached = place.Reached;
                    if (place.ReachByEvent(live.Message.Seq) is { } broken)
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

    /// <summary>How far a joined session has got in a room.</summary>
    private sealed class Place
    {
        private long? _event;
        private long? _page;

        public long JoinedAt { get; init; }

        public long? Reached => _event is null ? _page : Math.Max(_event.Value, _page ?? 0);

        /// <summary>A latest page, requested after joining: what follows it comes as events, without a gap.</summary>
        public void ReachByPage(SawPage page)
        {
            if (page.AskedAt > JoinedAt)
            {
                _page = Math.Max(_page ?? 0, page.Messages is [.., var last] ? last.Seq : page.After ?? 0);
            }
        }

        public BreachKind? ReachByEvent(long seq)
        {
            // The first event may repeat what a page showed, but must not leave a gap after it.
            var before = _event ?? (_page is { } page ? Math.Min(page, seq - 1) : seq - 1);
            _event = Math.Max(seq, _event ?? 0);
            return seq <= before ? BreachKind.OutOfOrder : seq > before + 1 ? BreachKind.Skipped : null;
        }
    }
}
