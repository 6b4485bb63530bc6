using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>Durable before visible, and exactly once: each message, from its first sending to the history.</summary>
internal static class MessageRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Kept kept)
    {
        var fates = Fates(history);
        return [.. OfFates(fates, kept), .. OfSightings(history, kept), .. OfHistory(fates, kept)];
    }

    /// <summary>The name at the start of a text, in brackets; empty if there is none.</summary>
    public static string KeyOf(string text)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        return end < 0 ? "" : text[1..end];
    }

    private static Dictionary<string, Fate> Fates(RunHistory history)
    {
        var fates = new Dictionary<string, Fate>();
        foreach (var happening in history.Happenings)
        {
            switch (happening)
            {
                case Sent sent when !fates.TryAdd(sent.Key, new Fate(sent)): fates[sent.Key].Times++; break;
                case Acknowledged told: fates[told.Key].Answers.Add(told); break;
                case Refused told: fates[told.Key].Refusals++; break;
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
            if (fate.Answers.Count == 0 && fate.First.ClientMessageId is not null && fate.Refusals < fate.Times)
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

    private static IEnumerable<Breach> OfHistory(Dictionary<string, Fate> fates, Kept kept)
    {
        var stored = new HashSet<string>();
        foreach (var message in kept.Rooms.SelectMany(room => room.Messages))
        {
            var key = KeyOf(message.Text);
            if (!fates.TryGetValue(key, out var fate) || fate.First.Room != message.Room || fate.First.Login != message.Login)
            {
                yield return new Breach(BreachKind.Invented, message.Room, $"seq {message.Seq} by {message.Login}");
                continue;
            }

            if (!stored.Add(key))
            {
                yield return new Breach(BreachKind.StoredTwice, message.Room, $"{key}, again with seq {message.Seq}");
            }

            if (message.Text != fate.First.Text || message.ClientMessageId != fate.First.ClientMessageId)
            {
                yield return new Breach(BreachKind.TextChanged, message.Room, $"{key} with seq {message.Seq}");
            }

            if (fate.Refusals == fate.Times)
            {
                yield return new Breach(BreachKind.RefusedButStored, message.Room, $"{key} with seq {message.Seq}");
            }
        }
    }

    /// <summary>What became of one message.</summary>
    private sealed class Fate(Sent first)
    {
        public Sent First => first;

        public int Times { get; set; } = 1;

        public int Refusals { get; set; }

        public List<Acknowledged> Answers { get; } = [];
    }
}
