using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>The epoch has 16 characters and is the same for a whole run: no fault is a restore.</summary>
internal static class EpochRules
{
    private const int Length = 16;

    public static IEnumerable<Breach> Check(RunHistory history)
    {
        var epochs = history.Happenings.Select(happening => happening switch { Joined joined => joined.Epoch, SawPage page => page.Epoch, _ => null })
            .OfType<string>().Distinct().ToList();
        if (epochs.Count > 1 || epochs.Exists(epoch => epoch.Length != Length))
        {
            yield return new Breach(BreachKind.EpochChanged, "the data", string.Join(", ", epochs));
        }
    }
}
