namespace ActorChat.Actors.Rooms;

/// <summary>
/// How many events of a partition may wait for the journal. A room takes its share before it decides, the writer gives it back
/// once the events are persisted; an empty budget means that the request is refused as unavailable.
/// </summary>
public sealed class AppendBudget(int limit)
{
    private int _taken;

    public int Taken => Volatile.Read(ref _taken);

    public bool TryTake(int events)
    {
        if (Interlocked.Add(ref _taken, events) <= limit)
        {
            return true;
        }

        GiveBack(events);
        return false;
    }

    public void GiveBack(int events) => Interlocked.Add(ref _taken, -events);
}
