using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>A page is the requested one, without gaps, and lacks nothing that was acknowledged or shown before the request.</summary>
internal static class PageRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Kept kept)
    {
        var known = KnownSeqs(history, kept);
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

    /// <summary>The number of each room's latest message, as anybody knew it.</summary>
    public static Dictionary<string, Known> KnownSeqs(RunHistory history, Kept kept)
    {
        var rooms = new Dictionary<string, Known>();
        foreach (var happening in history.Happenings)
        {
            // A loss at the end is a separate breach.
            if (happening is Acknowledged told && kept.ById(told.Room, told.Id) is not null)
            {
                Known.Add(rooms, told.Room, told.At, told.Seq);
            }

            // Of a page the last one says all.
            var sightings = happening is SawPage page ? page.Messages.TakeLast(1) : Sightings.Of(happening);
            foreach (var seen in sightings.Where(seen => kept.ById(seen.Room, seen.Id) is not null))
            {
                Known.Add(rooms, seen.Room, happening.At, seen.Seq);
            }
        }

        return rooms;
    }
}
