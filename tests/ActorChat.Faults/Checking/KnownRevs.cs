using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>Which changes anybody knew at each moment. What was lost at the end is a separate breach.</summary>
internal sealed class KnownRevs
{
    private readonly Dictionary<(string Room, long Seq), Known> _byMessage = [];
    private readonly Dictionary<(string Room, long Seq), Known> _goneBy = [];
    private readonly Dictionary<string, Known> _byRoom = [];

    public static KnownRevs From(RunHistory history, Kept kept, Operations operations)
    {
        var known = new KnownRevs();
        foreach (var happening in history.Happenings)
        {
            foreach (var seen in Sightings.Of(happening).Where(seen => seen.Rev > 0))
            {
                known.Add(kept, happening.At, seen.Room, seen.Seq, seen.Rev);
            }
        }

        foreach (var operation in operations.All)
        {
            foreach (var told in operation.Answers)
            {
                known.Add(kept, told.At, told.Room, told.Seq, told.Rev);
                if (operation.First.Kind is ChangeKind.Edit or ChangeKind.Delete && IsKept(kept, told.Room, told.Seq, told.Rev))
                {
                    Known.Add(known._goneBy, (told.Room, told.Seq), told.At, told.Rev);
                }
            }
        }

        return known;
    }

    /// <summary>The number of a message's latest change that anybody knew before a moment.</summary>
    public long OfMessage(string room, long seq, long before) => _byMessage.TryGetValue((room, seq), out var known) ? known.Before(before) : 0;

    /// <summary>The number of the latest change that took a text away and was acknowledged before a moment.</summary>
    public long GoneBy(string room, long seq, long before) => _goneBy.TryGetValue((room, seq), out var known) ? known.Before(before) : 0;

    /// <summary>The number of a room's latest change that anybody knew before a moment.</summary>
    public long OfRoom(string room, long before) => _byRoom.TryGetValue(room, out var known) ? known.Before(before) : 0;

    private static bool IsKept(Kept kept, string room, long seq, long rev) => kept.At(room, seq) is { } stored && rev <= stored.Rev;

    private void Add(Kept kept, long at, string room, long seq, long rev)
    {
        if (IsKept(kept, room, seq, rev))
        {
            Known.Add(_byMessage, (room, seq), at, rev);
            Known.Add(_byRoom, room, at, rev);
        }
    }
}
