using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>
/// What a blocked user sends after the block was acknowledged and before its lifting is asked for reaches nobody; and nobody is refused as blocked without a
/// block. What was under way meanwhile may go either way.
/// </summary>
internal static class BlockRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Operations operations)
    {
        var periods = BlockPeriods.From(history);
        return [.. OfMessages(history, periods), .. OfChanges(history, operations, periods), .. OfTypings(history, periods), .. OfLists(history, periods)];
    }

    private static IEnumerable<Breach> OfMessages(RunHistory history, BlockPeriods periods)
    {
        var first = history.Happenings.OfType<Sent>().GroupBy(sent => sent.Key).ToDictionary(sent => sent.Key, sent => sent.MinBy(one => one.At)!);
        var acknowledged = history.Happenings.OfType<Acknowledged>().GroupBy(told => told.Key).ToDictionary(told => told.Key, told => told.Min(one => one.At));
        var shown = FirstShown(history, form => form.IsDeleted ? null : MessageRules.KeyOf(form.Text));
        foreach (var (key, sent) in first)
        {
            var by = Earliest(acknowledged, shown, key);
            if (by is { } decided && IsBlocked(history, periods, sent.Room, sent.Login, sent.At, decided))
            {
                yield return Blocked(sent.Room, $"message {key} by {sent.Login}, sent at {sent.At}, accepted or shown by {decided}");
            }
        }

        foreach (var refused in history.Happenings.OfType<Refused>().Where(refused => refused.Code == Refusal.Blocked))
        {
            if (IsFree(history, periods, refused.Room, first[refused.Key].Login, refused.SentAt, refused.At))
            {
                yield return Wrongly(refused.Room, $"message {refused.Key} by {first[refused.Key].Login} refused at {refused.At}");
            }
        }
    }

    private static IEnumerable<Breach> OfChanges(RunHistory history, Operations operations, BlockPeriods periods)
    {
        var shown = FirstShown(history, form => form is { IsDeleted: false, Details.EditedAt: not null } ? form.Text : null);
        foreach (var operation in operations.All)
        {
            var sent = operation.First;
            long? told = operation.Answers.Count > 0 ? operation.Answers.Min(answer => answer.At) : null;
            var by = sent.Kind == ChangeKind.Edit && shown.TryGetValue(sent.Value, out var seen) ? Math.Min(seen, told ?? long.MaxValue) : told;
            if (sent.Kind != ChangeKind.Delete && by is { } decided && IsBlocked(history, periods, sent.Room, sent.Login, sent.At, decided))
            {
                yield return Blocked(sent.Room, $"{operation}, sent at {sent.At}, made or shown by {decided}");
            }

            foreach (var refused in operation.Refusals.Where(refused => refused.Code == Refusal.Blocked))
            {
                if (IsFree(history, periods, sent.Room, sent.Login, refused.SentAt, refused.At))
                {
                    yield return Wrongly(sent.Room, $"{operation} refused at {refused.At}");
                }
            }
        }
    }

    /// <summary>
    /// A typing event has no name. It comes from any request of that user before it, unless the viewer's connection has got a page of that room since the
    /// request was answered: what the request caused would have come before that page.
    /// </summary>
    private static IEnumerable<Breach> OfTypings(RunHistory history, BlockPeriods periods)
    {
        var answers = history.Happenings.OfType<TypingAnswered>().ToDictionary(answer => answer.SentAt);
        foreach (var answer in answers.Values.Where(answer => answer.Code == Refusal.Blocked && IsFree(history, periods, answer.Room, answer.Login, answer.SentAt, answer.At)))
        {
            yield return Wrongly(answer.Room, $"typing of {answer.Login} refused at {answer.At}");
        }

        var requests = history.Happenings.OfType<TypingSent>().ToLookup(sent => (sent.Room, sent.Login));
        var pages = history.Happenings.OfType<SawPage>().ToLookup(page => (page.Session, page.Connection, page.Room));
        foreach (var typing in history.Happenings.OfType<SawTyping>())
        {
            var forbidden = requests[(typing.Room, typing.Login)].Where(sent => sent.At < typing.At)
                .ToLookup(sent => IsBlocked(history, periods, typing.Room, typing.Login, sent.At, Math.Min(typing.At, answers.GetValueOrDefault(sent.At)?.At ?? long.MaxValue)));
            var barrier = pages[(typing.Session, typing.Connection, typing.Room)].Where(page => page.At < typing.At).Select(page => page.AskedAt).DefaultIfEmpty().Max();
            if (forbidden[true].Any() && !forbidden[false].Any(sent => !answers.TryGetValue(sent.At, out var answer) || answer.At > barrier))
            {
                yield return Blocked(typing.Room, $"typing of {typing.Login} to {typing.Viewer} at {typing.At}");
            }
        }
    }

    private static IEnumerable<Breach> OfLists(RunHistory history, BlockPeriods periods)
    {
        foreach (var list in history.Happenings.OfType<SawBlocked>())
        {
            if (periods.Of(list.Login).FirstOrDefault(companion => !list.Companions.Contains(companion) && periods.IsCertain(list.Login, companion, blocks: true, list.AskedAt, list.At)) is { } missing)
            {
                yield return new Breach(BreachKind.BlockForgotten, "a list", $"{list.Login} blocks {missing}, who is not in the list at {list.At}");
            }

            if (list.Companions.FirstOrDefault(companion => periods.IsCertain(list.Login, companion, blocks: false, list.AskedAt, list.At)) is { } free)
            {
                yield return Wrongly("a list", $"{list.Login} does not block {free}, who is in the list at {list.At}");
            }
        }
    }

    private static Dictionary<string, long> FirstShown(RunHistory history, Func<SeenMessage, string?> nameOf)
    {
        var shown = new Dictionary<string, long>();
        foreach (var happening in history.Happenings)
        {
            foreach (var name in Sightings.Of(happening).Select(nameOf).OfType<string>())
            {
                shown[name] = Math.Min(happening.At, shown.GetValueOrDefault(name, long.MaxValue));
            }
        }

        return shown;
    }

    private static long? Earliest(Dictionary<string, long> one, Dictionary<string, long> other, string key) =>
        Math.Min(one.GetValueOrDefault(key, long.MaxValue), other.GetValueOrDefault(key, long.MaxValue)) is var at && at < long.MaxValue ? at : null;

    private static bool IsBlocked(RunHistory history, BlockPeriods periods, string room, string login, long from, long to) =>
        history.Dialogs.TryGetValue(room, out var dialog) && periods.IsCertain(dialog.CompanionOf(login), login, blocks: true, from, to);

    private static bool IsFree(RunHistory history, BlockPeriods periods, string room, string login, long from, long to) =>
        history.Dialogs.TryGetValue(room, out var dialog) && periods.IsCertain(dialog.CompanionOf(login), login, blocks: false, from, to);

    private static Breach Blocked(string room, string detail) => new(BreachKind.BlockedButShown, room, detail);

    private static Breach Wrongly(string room, string detail) => new(BreachKind.WronglyBlocked, room, detail);
}
