using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// Keeps a client's requests to one partition in order while the partition is handed over. After the first one that was moved, new ones are held until
/// all pending ones are answered or moved. Then all are sent again, in the client's order. Bounded by the edge's requests in flight.
/// </summary>
/// <param name="underWay">The requests that the partition has not answered.</param>
internal sealed class MovedRequests(IEnumerable<long> underWay)
{
    private readonly HashSet<long> _underWay = [.. underWay];
    private readonly List<RoomCommand> _moved = [];
    private readonly List<RoomCommand> _held = [];

    /// <summary>Whether the old owner has no more requests of this client.</summary>
    public bool IsSettled => _underWay.Count == 0;

    /// <summary>Everything to be sent again once this is settled, in order.</summary>
    public IEnumerable<RoomCommand> ToAsk => _moved.OrderBy(command => command.RequestId).Concat(_held);

    /// <summary>The old owner did not accept it. A second message changes nothing.</summary>
    public void Moved(RoomCommand command)
    {
        if (_underWay.Remove(command.RequestId))
        {
            _moved.Add(command);
        }
    }

    /// <summary>It is answered, or too late.</summary>
    public void Ended(long requestId) => _underWay.Remove(requestId);

    public void Hold(RoomCommand command) => _held.Add(command);
}
