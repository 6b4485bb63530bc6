using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>Every form of every message that anybody was shown or told of, by the number of the change that made it.</summary>
internal sealed class Forms
{
    private readonly Dictionary<string, Dictionary<long, long>> _seqs = [];
    private readonly Dictionary<string, long[]> _sorted = [];
    private readonly Dictionary<(string Room, long Seq), SortedList<long, SeenMessage?>> _messages = [];
    private readonly HashSet<Breach> _conflicts = [];

    /// <summary>Numbers that were given to two messages, and forms that differ under one number.</summary>
    public IReadOnlyCollection<Breach> Conflicts => _conflicts;

    /// <summary>The messages of which anything changed, or may have: each known change with its form; null if nobody was shown it.</summary>
    public IEnumerable<(string Room, long Seq, SortedList<long, SeenMessage?> All)> Messages => _messages.Select(pair => (pair.Key.Room, pair.Key.Seq, pair.Value));

    public static Forms From(RunHistory history, Operations operations)
    {
        var forms = new Forms();
        foreach (var told in operations.All.SelectMany(operation => operation.Answers))
        {
            forms.Name(told.Room, told.Seq, told.Rev, null);
        }

        foreach (var seen in history.Final.SelectMany(room => room.Messages.Concat(room.Changes)).Concat(Sightings.Of(history)))
        {
            forms.Name(seen.Room, seen.Seq, seen.Rev, seen);
        }

        return forms;
    }

    /// <summary>The changes of a message, in the order of their numbers.</summary>
    public SortedList<long, SeenMessage?> Of(string room, long seq) => _messages.GetValueOrDefault((room, seq)) ?? [];

    /// <summary>The numbers of a room's changes up to one that nobody knew of.</summary>
    public IReadOnlyList<long> Unknown(string room, long upTo) => [.. Enumerable.Range(1, (int)upTo).Select(rev => (long)rev).Except(Sorted(room))];

    /// <summary>Whether all changes of a room between two known ones are known.</summary>
    public bool KnowsBetween(string room, long rev, long later)
    {
        var known = Sorted(room);
        return (rev == 0 ? -1 : Array.BinarySearch(known, rev)) is var place && Array.BinarySearch(known, later) - place == later - rev;
    }

    private long[] Sorted(string room)
    {
        if (!_sorted.TryGetValue(room, out var known))
        {
            _sorted[room] = known = [.. (_seqs.GetValueOrDefault(room)?.Keys ?? Enumerable.Empty<long>()).Order()];
        }

        return known;
    }

    private void Name(string room, long seq, long rev, SeenMessage? form)
    {
        if (!_messages.TryGetValue((room, seq), out var forms))
        {
            _messages[(room, seq)] = forms = new SortedList<long, SeenMessage?>(1);
        }

        if (!forms.TryAdd(rev, form))
        {
            var before = forms[rev];
            forms[rev] = before ?? form;

            // Two messages under one number of the room are the rules' for owners.
            if (before is not null && form is not null && before.IsSame(form) && !before.Agrees(form))
            {
                _conflicts.Add(new Breach(rev == 0 ? BreachKind.LiveAndHistoryDisagree : BreachKind.ChangesDisagree, room, $"seq {seq} has two forms with rev {rev}"));
            }
        }

        if (rev == 0)
        {
            return;
        }

        if (!_seqs.TryGetValue(room, out var seqs))
        {
            _seqs[room] = seqs = [];
        }

        if (!seqs.TryAdd(rev, seq) && seqs[rev] != seq)
        {
            _conflicts.Add(new Breach(BreachKind.TwoOwners, room, $"rev {rev} is of seq {seqs[rev]} and of seq {seq}"));
        }
    }
}
