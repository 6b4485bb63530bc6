using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>Durable before visible, and exactly once: each message, from its first sending to the history.</summary>
internal static class MessageRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Kept kept, Operations operations)
    {
        var fates = Fates(history);
        return [.. OfFates(fates, kept), .. OfSightings(history, kept), .. OfHistory(fates, kept, Keys(history), operations)];
    }

    /// <summary>The name at the start of a text, in brackets; empty if there is none.</summary>
    public static string KeyOf(string text)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        return end < 0 ? "" : text[1..end];
    }

    /// <summary>The names of the messages by room and id, as far as anybody was told: a deleted or edited one does not say it itself.</summary>
    private static Dictionary<string, string> Keys(RunHistory history)
    {
        var keys = new Dictionary<string, string>();
        foreach (var happening in history.Happenings)
        {
            if (happening is Acknowledged told)
            {
                keys[told.Room + "/" + told.Id] = told.Key;
            }

            foreach (var seen in Sightings.Of(happening).Where(HasItsText))
            {
                keys.TryAdd(seen.Room + "/" + seen.Id, KeyOf(seen.Text));
            }
        }

        return keys;
    }

    private static bool HasItsText(SeenMessage message) => message is { IsDeleted: false, Details: null or { EditedAt: null } };

    private static Dictionary<string, Fate> Fates(RunHistory history)
    {
        var fates = new Dictionary<string, Fate>();
        foreach (var happening in history.Happenings)
        {
            switch (happening)
            {
                case Sent sent when !fates.TryAdd(sent.Key, new Fate(sent)): fates[sent.Key].Times++; break;
                case Acknowledged told: fates[told.Key].Answers.Add(told); break;
                case Refused told: fates[told.Key].Refuse(told.Code); break;
            }
        }

        return fates;
    }

    private static IEnumerable<Breach> OfFates(Dictionary<string, Fate> fates, Kept kept)
    {
        foreach (var (key, fate) in fates)
        {
            foreach (var answer in fate.Answers)
            {
                var first = fate.Answers[0];
                if (answer.Id != first.Id || answer.Seq != first.Seq || answer.Time != first.Time)
                {
                    var kind = answer.Seq == first.Seq ? BreachKind.TwoAnswers : BreachKind.TwoNumbers;
                    yield return new Breach(kind, answer.Room, $"{key}: {first.Id}/{first.Seq}/{first.Time} and {answer.Id}/{answer.Seq}/{answer.Time}");
                }
                else if (kept.ById(answer.Room, answer.Id) is null)
                {
                    yield return new Breach(BreachKind.AcknowledgedButLost, answer.Room, $"{key} with seq {answer.Seq}, id {answer.Id}");
                    break;
                }
            }

            // Without a client id nobody may send it again, so after a cut connection its fate is unknown.
            if (fate.Answers.Count == 0 && fate.First.ClientMessageId is not null && fate.Refusals < fate.Times && !fate.IsGivenUp)
            {
                yield return new Breach(BreachKind.NeverAccepted, fate.First.Room, $"{key}, sent {fate.Times} times, refused {fate.Refusals} times");
            }
        }
    }

    private static IEnumerable<Breach> OfSightings(RunHistory history, Kept kept)
    {
        var acknowledged = history.Happenings.OfType<Acknowledged>().Select(told => told.Room + "/" + told.Id).ToHashSet();
        var reported = new HashSet<string>();
        foreach (var seen in Sightings.Of(history))
        {
            var name = seen.Room + "/" + seen.Id;
            if (kept.ById(seen.Room, seen.Id) is null && !acknowledged.Contains(name) && reported.Add(name))
            {
                yield return new Breach(BreachKind.SeenButLost, seen.Room, $"{KeyOf(seen.Text)} with seq {seen.Seq}, id {seen.Id}");
            }
        }
    }

    private static IEnumerable<Breach> OfHistory(Dictionary<string, Fate> fates, Kept kept, Dictionary<string, string> keys, Operations operations)
    {
        var stored = new HashSet<string>();
        foreach (var message in kept.Rooms.SelectMany(room => room.Messages))
        {
            var key = HasItsText(message) ? KeyOf(message.Text) : keys.GetValueOrDefault(message.Room + "/" + message.Id);
            if (key is null)
            {
                // Nobody was told of it before it was deleted or edited.
                continue;
            }

            if (!fates.TryGetValue(key, out var fate) || fate.First.Room != message.Room || fate.First.Login != message.Login)
            {
                yield return new Breach(BreachKind.Invented, message.Room, $"seq {message.Seq} by {message.Login}");
                continue;
            }

            if (!stored.Add(key))
            {
                yield return new Breach(BreachKind.StoredTwice, message.Room, $"{key}, again with seq {message.Seq}");
            }

            if (!IsWhatWasSent(message, fate.First, operations))
            {
                yield return new Breach(BreachKind.TextChanged, message.Room, $"{key} with seq {message.Seq}");
            }

            if (fate.Refusals == fate.Times)
            {
                yield return new Breach(BreachKind.RefusedButStored, message.Room, $"{key} with seq {message.Seq}");
            }
        }
    }

    /// <summary>Whether a message has what its author sent, with it or as a change.</summary>
    private static bool IsWhatWasSent(SeenMessage message, Sent sent, Operations operations) => message switch
    {
        { IsDeleted: true } => message.Text.Length == 0 && operations.Of(message.Room, message.Seq).Any(operation => operation.First.Kind == ChangeKind.Delete),
        { Details.EditedAt: not null } => HasFields(message, sent) && operations.Of(message.Room, message.Seq).Any(operation => operation.Edits(message.Text) && operation.First.Login == sent.Login),
        _ => HasFields(message, sent) && message.Text == sent.Text,
    };

    private static bool HasFields(SeenMessage message, Sent sent) => message.ClientMessageId == sent.ClientMessageId && (message.Details?.ReplyTo ?? 0) == sent.ReplyTo;

    /// <summary>What became of one message.</summary>
    private sealed class Fate(Sent first)
    {
        public Sent First => first;

        public int Times { get; set; } = 1;

        public int Refusals { get; private set; }

        /// <summary>Whether it got a refusal after which its author does not send it again.</summary>
        public bool IsGivenUp { get; private set; }

        public List<Acknowledged> Answers { get; } = [];

        public void Refuse(string code)
        {
            Refusals++;
            IsGivenUp |= Refusal.IsFinal(code);
        }
    }
}
