using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>A page is the requested one, without gaps, and lacks nothing that was acknowledged or shown before the request.</summary>
internal static class PageRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Kept kept)
    {
        var known = KnownBy(history, kept);
        foreach (var page in history.Happenings.OfType<SawPage>())
        {
            if (Problem(page) is { } problem)
            {
                yield return Of(BreachKind.WrongPage, page, problem);
            }
            else if (Lack(page, known) is { } lack)
            {
                yield return Of(BreachKind.StalePage, page, lack);
            }
        }
    }

    private static Breach Of(BreachKind kind, SawPage page, string what) =>
        new(kind, page.Room, $"{what}; after {page.After}, before {page.Before}, to {page.Viewer} on connection {page.Session}.{page.Connection}");

    private static string? Problem(SawPage page)
    {
        for (var i = 1; i < page.Messages.Count; i++)
        {
            if (page.Messages[i].Seq != page.Messages[i - 1].Seq + 1)
            {
                return $"{page.Messages[i].Seq} follows {page.Messages[i - 1].Seq}";
            }
        }

        if (page.Messages is [var first, ..] && page.After is { } after && page.Before is null && first.Seq != after + 1)
        {
            return $"starts with {first.Seq}";
        }

        return page.Before is { } before && page.Messages is [.., var latest] && latest.Seq >= before ? $"ends with {latest.Seq}" : null;
    }

    private static string? Lack(SawPage page, Dictionary<string, Known> known)
    {
        var last = page.Messages is [.., var latest] ? latest.Seq : page.After ?? 0;
        var reachesTheEnd = page.Before is null && (page.After is null || !page.HasMore);
        var expected = known.TryGetValue(page.Room, out var room) ? room.Before(page.AskedAt) : 0;
        return reachesTheEnd && last < expected ? $"ends with {last}, when {expected} was known" : null;
    }

    private static Dictionary<string, Known> KnownBy(RunHistory history, Kept kept)
    {
        var rooms = new Dictionary<string, Known>();
        foreach (var happening in history.Happenings)
        {
            switch (happening)
            {
                // A loss at the end is a separate breach.
                case Acknowledged told when kept.ById(told.Room, told.Id) is not null: Add(told.Room, told.At, told.Seq); break;
                case SawLive live when kept.ById(live.Message.Room, live.Message.Id) is not null: Add(live.Message.Room, live.At, live.Message.Seq); break;
                case SawChat chat when kept.ById(chat.Message.Room, chat.Message.Id) is not null: Add(chat.Message.Room, chat.At, chat.Message.Seq); break;
                case SawPage { Messages: [.., var last] } page when kept.ById(page.Room, last.Id) is not null: Add(page.Room, page.At, last.Seq); break;
            }
        }

        foreach (var room in rooms.Values)
        {
            room.Seal();
        }

        return rooms;

        void Add(string room, long at, long seq)
        {
            if (!rooms.TryGetValue(room, out var list))
            {
                rooms[room] = list = new Known();
            }

            list.Add(at, seq);
        }
    }
}

/// <summary>The highest number known at each moment.</summary>
internal sealed class Known
{
    private readonly List<(long At, long Seq)> _points = [];

    public void Add(long at, long seq) => _points.Add((at, seq));

    /// <summary>Sorts the points, each with the highest number so far; called once, before the first query.</summary>
    public void Seal()
    {
        _points.Sort();
        for (var i = 1; i < _points.Count; i++)
        {
            _points[i] = (_points[i].At, Math.Max(_points[i].Seq, _points[i - 1].Seq));
        }
    }

    /// <summary>The highest number known before a moment; 0 if none.</summary>
    public long Before(long at)
    {
        int low = 0, high = _points.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _points[middle].At < at ? (middle + 1, high) : (low, middle);
        }

        return low == 0 ? 0 : _points[low - 1].Seq;
    }
}
