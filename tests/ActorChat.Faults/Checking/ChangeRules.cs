using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>Each change, from its first sending to its answers: made once, in order, by someone who may, or refused for a reason.</summary>
internal static class ChangeRules
{
    /// <summary>Different reactions of a user on a message.</summary>
    public const int MostReactions = 20;

    public static IEnumerable<Breach> Check(RunHistory history, Kept kept, Operations operations, Forms forms, KnownRevs known) =>
    [
        .. operations.All.SelectMany(operation => OfAnswers(operation, kept, known)),
        .. operations.All.SelectMany(operation => OfRefusals(operation, kept, operations, forms)),
        .. OfMessages(history, kept),
    ];

    private static IEnumerable<Breach> OfAnswers(Operation operation, Kept kept, KnownRevs known)
    {
        var sent = operation.First;
        foreach (var answer in operation.Answers)
        {
            var first = operation.Answers[0];
            if (answer.Seq != sent.Seq || answer.Rev != first.Rev || answer.Time != first.Time)
            {
                yield return Of(BreachKind.ChangedTwice, operation, $"{first.Seq}/{first.Rev}/{first.Time} and {answer.Seq}/{answer.Rev}/{answer.Time}");
                yield break;
            }

            if (kept.At(sent.Room, sent.Seq) is { } message && message.Login != sent.Login && sent.Kind is ChangeKind.Edit or ChangeKind.Delete)
            {
                yield return Of(BreachKind.ForeignChange, operation, $"acknowledged with rev {answer.Rev}, written by {message.Login}");
            }

            // Only a change that was there already may have a number that somebody knew; then it is the message's latest.
            var least = known.OfMessage(sent.Room, sent.Seq, sent.At);
            var most = known.OfRoom(sent.Room, sent.At);
            if (answer.Rev < least || (sent.Kind == ChangeKind.Edit && answer.Rev <= most))
            {
                yield return Of(BreachKind.ChangedOutOfOrder, operation, $"got rev {answer.Rev}, when {least} of the message and {most} of the room were known before");
            }
        }

        if (operation is { IsOpen: true } && sent.OperationId is not null && !operation.Refusals.Exists(refused => Refusal.IsFinal(refused.Code)))
        {
            yield return Of(BreachKind.NeverAccepted, operation, $"sent {operation.Times} times, refused {operation.Refusals.Count} times");
        }
    }

    private static IEnumerable<Breach> OfRefusals(Operation operation, Kept kept, Operations operations, Forms forms)
    {
        var sent = operation.First;
        if (sent.Kind == ChangeKind.Edit && operation.Refusals.Count == operation.Times && forms.Of(sent.Room, sent.Seq).Values.Any(form => form?.Text == sent.Value))
        {
            yield return Of(BreachKind.RefusedButStored, operation, "its text was shown");
        }

        foreach (var refused in operation.Refusals.Where(refused => !HasReason(operation, refused, kept, operations)))
        {
            yield return Of(BreachKind.RefusedWithoutReason, operation, $"{refused.Code} at record {refused.At}");
        }
    }

    private static bool HasReason(Operation operation, ChangeRefused refused, Kept kept, Operations operations)
    {
        var sent = operation.First;
        var message = kept.At(sent.Room, sent.Seq);
        return refused.Code switch
        {
            Refusal.Unavailable => true,
            Refusal.Blocked => sent.Kind != ChangeKind.Delete,
            Refusal.Forbidden => sent.Kind is ChangeKind.Edit or ChangeKind.Delete && message?.Login != sent.Login,
            Refusal.NoSuchMessage => message is null || Others(ChangeKind.Delete).Any(),
            Refusal.TooManyReactions => sent.Kind == ChangeKind.React
                && Others(ChangeKind.React).Where(other => other.First.Login == sent.Login).Select(other => other.First.Value).Distinct().Count() > MostReactions,
            _ => false,
        };

        IEnumerable<Operation> Others(ChangeKind kind) => operations.Of(sent.Room, sent.Seq).Where(other => other.First.Kind == kind && other.First.At < refused.At);
    }

    /// <summary>A message that answers one that is there must not be refused for it.</summary>
    private static IEnumerable<Breach> OfMessages(RunHistory history, Kept kept)
    {
        var answers = history.Happenings.OfType<Sent>().Where(sent => sent.ReplyTo > 0).DistinctBy(sent => sent.Key).ToDictionary(sent => sent.Key, sent => sent.ReplyTo);
        foreach (var refused in history.Happenings.OfType<Refused>().Where(refused => refused.Code == Refusal.NoSuchMessage))
        {
            if (kept.At(refused.Room, answers.GetValueOrDefault(refused.Key)) is not null || !answers.ContainsKey(refused.Key))
            {
                yield return new Breach(BreachKind.RefusedWithoutReason, refused.Room, $"{refused.Key}, which answers seq {answers.GetValueOrDefault(refused.Key)}: {refused.Code}");
            }
        }
    }

    private static Breach Of(BreachKind kind, Operation operation, string detail) => new(kind, operation.First.Room, $"{operation}: {detail}");
}
