using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>
/// A room has one owner at a time: a number belongs to one message, and a message has one number, in everything that anybody was told. This holds even for
/// what was never stored, where nothing can be compared with the history.
/// </summary>
internal static class OwnerRules
{
    public static IEnumerable<Breach> Check(RunHistory history)
    {
        var byNumber = new Dictionary<(string Room, long Seq), string>();
        var byId = new Dictionary<(string Room, string Id), long>();
        var reported = new HashSet<(string Room, long Seq)>();
        foreach (var (room, id, seq) in Told(history))
        {
            if (!byNumber.TryAdd((room, seq), id) && byNumber[(room, seq)] is var other && other != id && reported.Add((room, seq)))
            {
                yield return new Breach(BreachKind.TwoOwners, room, $"seq {seq} is id {other} and id {id}");
            }

            if (!byId.TryAdd((room, id), seq) && byId[(room, id)] is var before && before != seq && reported.Add((room, seq)))
            {
                yield return new Breach(BreachKind.TwoNumbers, room, $"id {id} is seq {before} and seq {seq}");
            }
        }
    }

    private static IEnumerable<(string Room, string Id, long Seq)> Told(RunHistory history) =>
        history.Happenings.OfType<Acknowledged>().Select(told => (told.Room, told.Id, told.Seq))
            .Concat(Sightings.Of(history).Select(seen => (seen.Room, seen.Id, seen.Seq)));
}
