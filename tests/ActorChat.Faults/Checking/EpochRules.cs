using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>
/// The epoch has 16 characters and is the same for a whole run, unless a fault may renew it: a promoted standby looks like a restored backup. Then there is one
/// at a time nevertheless: nobody gets an earlier one after anybody has got a later one.
/// </summary>
internal static class EpochRules
{
    private const int Length = 16;

    public static IEnumerable<Breach> Check(RunHistory history)
    {
        var seen = Seen(history).OrderBy(one => one.At).ToList();
        var epochs = seen.Select(one => one.Epoch).Distinct().ToList();
        if (epochs.Exists(epoch => epoch.Length != Length) || (epochs.Count > 1 && !history.MayRenewEpoch))
        {
            yield return new Breach(BreachKind.EpochChanged, "the data", string.Join(", ", epochs));
            yield break;
        }

        var first = seen.DistinctBy(one => one.Epoch).Select((one, place) => (one.Epoch, one.At, Place: place)).ToDictionary(one => one.Epoch);
        foreach (var page in history.Happenings.OfType<SawPage>().Where(page => page.Epoch is not null))
        {
            if (first.Values.FirstOrDefault(later => later.Place > first[page.Epoch!].Place && later.At < page.AskedAt).Epoch is { } later)
            {
                yield return new Breach(BreachKind.EpochWentBack, page.Room, $"{page.Epoch} on a page for {page.Viewer}, when {later} was known");
            }
        }
    }

    private static IEnumerable<(long At, string Epoch)> Seen(RunHistory history)
    {
        foreach (var happening in history.Happenings)
        {
            switch (happening)
            {
                case Joined { Epoch: { } epoch }: yield return (happening.At, epoch); break;
                case SawPage { Epoch: { } epoch }: yield return (happening.At, epoch); break;
                case SawChanges { Epoch: { } epoch }: yield return (happening.At, epoch); break;
                case SawSync sync: yield return (sync.At, sync.Epoch); break;
            }
        }
    }
}
