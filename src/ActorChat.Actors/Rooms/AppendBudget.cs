namespace ActorChat.Actors.Rooms;

/// <summary>
/// How many events of a partition may wait for the journal. A room takes its share before it decides, and the writer returns it once the events are
/// persisted. If the budget is empty, the request is refused as unavailable.
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
