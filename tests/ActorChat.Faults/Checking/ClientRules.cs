using ActorChat.Faults.History;

namespace ActorChat.Faults.Checking;

/// <summary>
/// What a client has at the end, put together from its pages, pages of changes and events over all of its connections, is what a client has that never left:
/// the history. The form with the higher number counts, whichever came first.
/// </summary>
internal static class ClientRules
{
    public static IEnumerable<Breach> Check(RunHistory history, Kept kept)
    {
        var clients = new Dictionary<(int Session, string Room), Dictionary<long, SeenMessage>>();
        foreach (var happening in history.Happenings)
        {
            foreach (var seen in Sightings.Of(happening))
            {
                if (!clients.TryGetValue((happening.Session, seen.Room), out var has))
                {
                    clients[(happening.Session, seen.Room)] = has = [];
                }

                if (!has.TryGetValue(seen.Seq, out var before) || before.Rev <= seen.Rev)
                {
                    has[seen.Seq] = seen;
                }
            }

            if (happening is Settled settled && clients.TryGetValue((settled.Session, settled.Room), out var all))
            {
                foreach (var stored in kept.Of(settled.Room))
                {
                    // One that it has in no form at all is the rules' for order.
                    if (all.GetValueOrDefault(stored.Seq) is { } had && had.Rev != stored.Rev)
                    {
                        yield return new Breach(
                            BreachKind.ClientDiffers, settled.Room, $"{settled.Viewer} in session {settled.Session} has seq {stored.Seq} with rev {had.Rev}, kept with rev {stored.Rev}");
                        break;
                    }
                }
            }
        }
    }
}
