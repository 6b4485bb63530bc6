using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>
/// Whoever asks gets every message in a form that is not older than what was known before the question, and every change after the one that they know. At the
/// end all changes are on the pages of changes, in the form of the history.
/// </summary>
internal static class ChangePageRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Kept kept, Forms forms, KnownRevs known)
    {
        var changed = history.Final.DistinctBy(room => room.Room).ToDictionary(room => room.Room, room => room.Messages.Where(message => message.Rev > 0).OrderBy(message => message.Rev).ToArray());
        return
        [
            .. history.Happenings.SelectMany(happening => OfForms(happening, forms, known)),
            .. history.Happenings.OfType<SawPage>().SelectMany(page => OfRev(page.Room, page.Rev, page.AskedAt, page.Viewer, known)),
            .. history.Happenings.OfType<SawChanges>().SelectMany(page => OfChanges(page, changed.GetValueOrDefault(page.Room) ?? [], known)),
            .. history.Final.SelectMany(room => OfFinal(room, kept)),
        ];
    }

    private static IEnumerable<Breach> OfForms(Happening happening, Forms forms, KnownRevs known)
    {
        if (Sightings.AskedAt(happening) is not { } askedAt)
        {
            yield break;
        }

        foreach (var seen in Sightings.Of(happening))
        {
            var where = $"seq {seen.Seq} with rev {seen.Rev} in record {happening.At} of session {happening.Session}, asked for at {askedAt}";
            if (known.GoneBy(seen.Room, seen.Seq, askedAt) is var gone && gone > seen.Rev)
            {
                yield return new Breach(BreachKind.GoneTextSeen, seen.Room, $"{where}; rev {gone} took the text away");
            }
            else if (known.OfMessage(seen.Room, seen.Seq, askedAt) is var latest && latest > seen.Rev)
            {
                yield return new Breach(BreachKind.StalePage, seen.Room, $"{where}; rev {latest} was known");
            }
            else if (RevOf(happening, seen.Room) is var rev && forms.Of(seen.Room, seen.Seq).Keys.LastOrDefault(one => one <= rev) is var due && due > seen.Rev)
            {
                yield return new Breach(BreachKind.StalePage, seen.Room, $"{where}; the answer says that it has all up to rev {rev}, and lacks rev {due}");
            }
        }
    }

    /// <summary>Up to which change an answer says that it has all.</summary>
    private static long RevOf(Happening happening, string room) => happening switch
    {
        SawPage page => page.Rev,
        SawChanges { HasMore: false } changes => changes.Rev,
        SawSync sync => sync.Rooms.First(one => one.Room == room).Rev,
        _ => 0,
    };

    private static IEnumerable<Breach> OfRev(string room, long rev, long askedAt, string viewer, KnownRevs known)
    {
        if (known.OfRoom(room, askedAt) is var latest && latest > rev)
        {
            yield return new Breach(BreachKind.StalePage, room, $"a page for {viewer}, asked for at {askedAt}, says rev {rev}, when {latest} was known");
        }
    }

    private static IEnumerable<Breach> OfChanges(SawChanges page, IReadOnlyList<SeenMessage> changed, KnownRevs known)
    {
        var where = $"changes since {page.Since} to {page.Viewer} on connection {page.Session}.{page.Connection}, record {page.At}";
        var last = page.Since;
        foreach (var message in page.Messages)
        {
            if (message.Rev <= last)
            {
                yield return new Breach(BreachKind.WrongPage, page.Room, $"rev {message.Rev} follows {last}; {where}");
                yield break;
            }

            last = message.Rev;
        }

        // Whoever takes the page's number as what they have would miss what lies between.
        if (!page.HasMore && page.Rev > last)
        {
            yield return new Breach(BreachKind.WrongPage, page.Room, $"ends with rev {last} and says that it has all up to {page.Rev}; {where}");
        }

        // The last form of a message is not before its present one, so it tells which page must have it.
        var shown = page.Messages.Select(message => message.Seq).ToHashSet();
        var missing = changed.FirstOrDefault(message =>
            message.Rev > page.Since && (!page.HasMore || message.Rev <= last) && !shown.Contains(message.Seq) && known.OfMessage(page.Room, message.Seq, page.AskedAt) > page.Since);
        if (missing is not null)
        {
            yield return new Breach(BreachKind.StalePage, page.Room, $"lacks seq {missing.Seq}, of which rev {known.OfMessage(page.Room, missing.Seq, page.AskedAt)} was known; {where}");
        }
    }

    private static IEnumerable<Breach> OfFinal(FinalRoom room, Kept kept)
    {
        var stored = kept.Of(room.Room).Where(message => message.Rev > 0).OrderBy(message => message.Rev).ToArray();
        if (stored.Length != room.Changes.Count || stored.Where((message, i) => message != room.Changes[i]).Any())
        {
            yield return new Breach(BreachKind.ChangesDisagree, room.Room, $"{room.Viewer} gets {room.Changes.Count} changed messages, and {stored.Length} with the history, or in other forms");
        }

        if (stored.Length > 0 && stored[^1].Rev != room.Rev)
        {
            yield return new Breach(BreachKind.RevGap, room.Room, $"{room.Viewer} is told that rev {room.Rev} is the latest; it is {stored[^1].Rev}");
        }
    }
}
