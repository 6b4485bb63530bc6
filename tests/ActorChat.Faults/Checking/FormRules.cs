using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>
/// The forms of a message follow from its changes: each change makes what was acknowledged, once, from the form before it, and nothing comes back that a later
/// change took away.
/// </summary>
internal static class FormRules
{
    public static IEnumerable<Breach> Check(Kept kept, Operations operations, Forms forms)
    {
        foreach (var breach in forms.Conflicts)
        {
            yield return breach;
        }

        foreach (var (room, seq, all) in forms.Messages.Where(message => message.All.Keys[^1] > 0))
        {
            var asked = operations.Of(room, seq).ToArray();
            var breaches = Lost(kept, room, seq, all)
                .Concat(asked.SelectMany(operation => Effects(operation, all)))
                .Concat(Texts(asked, all))
                .Concat(Times(asked, all))
                .Concat(Reactions(asked, all))
                .Concat(Steps(forms, room, all));
            foreach (var (kind, detail) in breaches)
            {
                yield return new Breach(kind, room, $"seq {seq}: {detail}");
            }
        }
    }

    private static IEnumerable<(BreachKind, string)> Lost(Kept kept, string room, long seq, SortedList<long, SeenMessage?> all)
    {
        if (kept.At(room, seq) is { } stored && all.Keys[^1] is var last && last > stored.Rev)
        {
            yield return (BreachKind.ChangeLost, $"rev {last} was known, kept with rev {stored.Rev}");
        }
    }

    /// <summary>What was acknowledged is in the form of that number.</summary>
    private static IEnumerable<(BreachKind, string)> Effects(Operation operation, SortedList<long, SeenMessage?> all)
    {
        foreach (var told in operation.Answers)
        {
            if (all.GetValueOrDefault(told.Rev) is { } form && !Has(form, operation.First))
            {
                yield return (BreachKind.ChangesDisagree, $"{operation} acknowledged with rev {told.Rev}, whose form does not have it");
            }
        }
    }

    private static bool Has(SeenMessage form, ChangeSent change) => change.Kind switch
    {
        ChangeKind.Edit => form.Text == change.Value && !form.IsDeleted,
        ChangeKind.Delete => form.IsDeleted && form.Text.Length == 0,
        _ => (form.Details?.All() ?? []).Contains(SeenDetails.ReactionOf(change.Login, change.Value)) == (change.Kind == ChangeKind.React),
    };

    /// <summary>A text comes from the author, never comes back, and is not there after a deletion.</summary>
    private static IEnumerable<(BreachKind, string)> Texts(IReadOnlyList<Operation> asked, SortedList<long, SeenMessage?> all)
    {
        var told = asked.Where(operation => operation.First.Kind is ChangeKind.Edit or ChangeKind.Delete)
            .SelectMany(operation => operation.Answers, (operation, answer) => new TextPoint(answer.Rev, operation.First.Value, operation.First.Kind == ChangeKind.Delete, answer.Time));
        var shown = all.Values.OfType<SeenMessage>().Select(form => new TextPoint(form.Rev, form.Text, form.IsDeleted, form.Details?.EditedAt));
        var gone = new HashSet<string>();
        TextPoint? before = null;
        foreach (var point in shown.Concat(told).OrderBy(point => point.Rev))
        {
            if (before is { IsDeleted: true } && !point.IsDeleted)
            {
                yield return (BreachKind.ChangeLost, $"deleted with rev {before.Rev}, and there again with rev {point.Rev}");
            }
            else if (before is not null && before.Text != point.Text && gone.Contains(point.Text))
            {
                yield return (Returns(all, point) ? BreachKind.ChangedTwice : BreachKind.ChangeLost, $"a text edited away before rev {before.Rev} is there again with rev {point.Rev}");
            }

            if (before is not null && before.Text != point.Text)
            {
                gone.Add(before.Text);
            }

            before = point;
        }

        foreach (var form in all.Values.OfType<SeenMessage>().Where(form => form is { IsDeleted: false, Details.EditedAt: not null }))
        {
            var authors = asked.Where(operation => operation.Edits(form.Text)).Select(operation => operation.First.Login).ToArray();
            if (!authors.Contains(form.Login))
            {
                yield return (authors.Length > 0 ? BreachKind.ForeignChange : BreachKind.Invented, $"edited with rev {form.Rev} to a text that {form.Login} did not send");
            }
        }
    }

    /// <summary>Whether a text that is there again has another time than before: the edit was made again.</summary>
    private static bool Returns(SortedList<long, SeenMessage?> all, TextPoint point) =>
        all.Values.OfType<SeenMessage>().Any(form => form.Rev < point.Rev && form.Text == point.Text && form.Details?.EditedAt != point.Time);

    /// <summary>One edit has one time, in the acknowledgement as in every form.</summary>
    private static IEnumerable<(BreachKind, string)> Times(IReadOnlyList<Operation> asked, SortedList<long, SeenMessage?> all)
    {
        var shown = all.Values.OfType<SeenMessage>().Where(form => form is { IsDeleted: false, Details.EditedAt: not null }).Select(form => (form.Text, Time: form.Details!.EditedAt));
        var told = asked.Where(operation => operation is { First.Kind: ChangeKind.Edit }).SelectMany(operation => operation.Answers, (operation, answer) => (Text: operation.First.Value, answer.Time));
        foreach (var text in shown.Concat(told).GroupBy(one => one.Text, one => one.Time))
        {
            if (text.Distinct().ToArray() is { Length: > 1 } times)
            {
                yield return (BreachKind.ChangedTwice, $"one edit has the times {string.Join(" and ", times)}");
            }
        }
    }

    /// <summary>A reaction comes and goes only by what its user asked for, each request once.</summary>
    private static IEnumerable<(BreachKind, string)> Reactions(IReadOnlyList<Operation> asked, SortedList<long, SeenMessage?> all)
    {
        var shown = all.Values.OfType<SeenMessage>().Select(form => (form.Rev, form.IsDeleted, On: form.Details?.All() ?? [])).ToArray();
        var requests = asked.Where(operation => operation.First.Kind is ChangeKind.React or ChangeKind.Unreact)
            .ToLookup(operation => SeenDetails.ReactionOf(operation.First.Login, operation.First.Value));
        foreach (var reaction in shown.SelectMany(form => form.On).Concat(requests.Select(request => request.Key)).Distinct())
        {
            var points = shown.Select(form => (form.Rev, IsOn: form.On.Contains(reaction), form.IsDeleted))
                .Concat(requests[reaction].SelectMany(operation => operation.Answers, (operation, answer) => (answer.Rev, IsOn: operation.First.Kind == ChangeKind.React, IsDeleted: false)));
            long before = 0;
            var was = false;
            foreach (var (rev, isOn, _) in points.OrderBy(point => point.Rev).DistinctBy(point => point.Rev).TakeWhile(point => !point.IsDeleted))
            {
                var kind = isOn ? ChangeKind.React : ChangeKind.Unreact;
                var requested = requests[reaction].Where(operation => operation.First.Kind == kind).ToArray();
                if (isOn != was && !requested.Any(operation => operation.IsOpen || operation.Answers.Any(told => told.Rev > before && told.Rev <= rev)))
                {
                    yield return (requested.Any(operation => operation.Answers.Any(told => told.Rev <= before)) ? BreachKind.ChangedTwice : BreachKind.ChangeLost,
                        $"'{reaction}' is {(isOn ? "there" : "not there")} with rev {rev}, and was not asked for after rev {before}");
                }

                (before, was) = (rev, isOn);
            }
        }
    }

    /// <summary>Where every change is known, one makes one difference.</summary>
    private static IEnumerable<(BreachKind, string)> Steps(Forms forms, string room, SortedList<long, SeenMessage?> all)
    {
        for (var i = 1; i < all.Count; i++)
        {
            if (all.Values[i] is { IsDeleted: false } form && all.Values[i - 1] is { IsDeleted: false } before && forms.KnowsBetween(room, before.Rev, form.Rev))
            {
                IReadOnlyList<string> were = before.Details?.All() ?? [], are = form.Details?.All() ?? [];
                var differences = were.Except(are).Count() + are.Except(were).Count() + (before.Text == form.Text ? 0 : 1);
                if (differences != 1)
                {
                    yield return (differences == 0 ? BreachKind.ChangedTwice : BreachKind.ChangesDisagree, $"{differences} differences from rev {before.Rev} to rev {form.Rev}");
                }
            }
        }
    }

    /// <summary>What a message's text was with a change's number.</summary>
    private sealed record TextPoint(long Rev, string Text, bool IsDeleted, string? Time);
}
