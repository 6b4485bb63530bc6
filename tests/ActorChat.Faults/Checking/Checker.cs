using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>Compares what clients did, were answered and saw with what was stored, and names every broken promise.</summary>
public static class Checker
{
    public static Verdict Check(RunHistory history)
    {
        var kept = Kept.From(history);
        List<Breach> breaches =
        [
            .. MessageRules.Check(history, kept),
            .. OwnerRules.Check(history),
            .. OrderRules.Check(history, kept),
            .. PageRules.Check(history, kept),
            .. AgreementRules.Check(history, kept),
            .. TableRules.Check(history, kept),
            .. PrivacyRules.Check(history),
            .. ReadRules.Check(history, kept),
            .. EpochRules.Check(history),
        ];
        return new Verdict(
            breaches,
            kept.Count,
            history.Happenings.Count(happening => happening is Acknowledged),
            history.Happenings.Sum(happening => happening switch { SawLive or SawChat => 1, SawPage page => page.Messages.Count, _ => 0 }));
    }
}
