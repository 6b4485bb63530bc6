using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>Delivered markers only grow, and are nowhere below the read markers.</summary>
internal static class DeliveredRules
{
    public static IEnumerable<Breach> Check(RunHistory history) => [.. MarkerRules.Check(history, Marker.Delivered, BreachKind.DeliveredMovedBack), .. BelowRead(history)];

    private static IEnumerable<Breach> BelowRead(RunHistory history)
    {
        var pages = history.Happenings.OfType<SawPage>().Select(page => (page.Room, page.Viewer, page.Read, page.Delivered))
            .Concat(history.Final.Select(room => (room.Room, room.Viewer, room.Read, room.Delivered)))
            .Concat(history.Happenings.OfType<SawSync>().SelectMany(sync => sync.Rooms.Select(room => (room.Room, sync.Viewer, room.Read, room.Delivered))));
        foreach (var (room, viewer, read, delivered) in pages)
        {
            foreach (var (login, seq) in delivered)
            {
                if (seq < read.GetValueOrDefault(login))
                {
                    yield return new Breach(BreachKind.DeliveredMovedBack, room, $"{login} has got {seq} and read {read[login]} on a page for {viewer}");
                }
            }
        }
    }
}
