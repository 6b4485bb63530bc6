using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>Compares what clients did, were answered and saw with what was stored, and names every broken promise.</summary>
public static class Checker
{
    public static Verdict Check(RunHistory history)
    {
        var kept = Kept.From(history);
        var operations = Operations.From(history);
        var forms = Forms.From(history, operations);
        var known = KnownRevs.From(history, kept, operations);
        List<Breach> breaches =
        [
            .. MessageRules.Check(history, kept, operations),
            .. OwnerRules.Check(history),
            .. OrderRules.Check(history, kept),
            .. PageRules.Check(history, kept),
            .. AgreementRules.Check(history, kept),
            .. TableRules.Check(history, kept),
            .. PrivacyRules.Check(history),
            .. ReadRules.Check(history, kept),
            .. EpochRules.Check(history),
            .. ChangeRules.Check(history, kept, operations, forms, known),
            .. FormRules.Check(kept, operations, forms),
            .. RevRules.Check(history, operations, forms, known),
            .. ChangePageRules.Check(history, kept, forms, known),
            .. ClientRules.Check(history, kept),
            .. DeliveredRules.Check(history),
            .. BlockRules.Check(history, operations),
            .. SyncRules.Check(history, kept, known),
        ];
        return new Verdict(
            breaches,
            kept.Count,
            history.Happenings.Count(happening => happening is Acknowledged),
            Sightings.Of(history).LongCount()) { Changes = operations.All.LongCount(operation => operation.Answers.Count > 0) };
    }
}
