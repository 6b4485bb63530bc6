namespace ActorChat.Actors.Rooms;

/// <summary>Which room partitions are open; the node is ready when all are. Written by the partitions, read by the health check.</summary>
public sealed class PartitionsOpen(int partitions)
{
    private readonly bool[] _open = new bool[partitions];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many are open, and how many there are.</summary>
    public (int Open, int All) Count => (_open.Count(static open => open), _open.Length);

    /// <summary>Completes once all have been open at the same time.</summary>
    public Task Ready => _ready.Task;

    public void Opened(int partition)
    {
        Volatile.Write(ref _open[partition], true);
        if (Array.TrueForAll(_open, static open => open))
        {
            _ready.TrySetResult();
        }
    }

    public void Closed(int partition) => Volatile.Write(ref _open[partition], false);
}
