using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// Keeps a client's requests to one partition in order while the partition is handed over. After the first one that was moved, new ones are held until
/// all pending ones are answered or moved. A moved one is sent again once all before it are. Bounded by the edge's requests in flight.
/// </summary>
/// <param name="underWay">The pending requests.</param>
internal sealed class MovedRequests(IEnumerable<long> underWay)
{
    private readonly SortedSet<long> _underWay = [.. underWay];
    private readonly SortedDictionary<long, RoomCommand> _moved = [];
    private readonly List<RoomCommand> _held = [];

    /// <summary>Whether every request that was pending at the beginning is answered or moved.</summary>
    public bool IsSettled => _underWay.Count == 0;

    /// <summary>The old owner did not accept it.</summary>
    public void Moved(RoomCommand command)
    {
        _underWay.Remove(command.RequestId);
        _moved[command.RequestId] = command;
    }

    /// <summary>It is answered, or too late.</summary>
    public void Ended(long requestId)
    {
        _underWay.Remove(requestId);
        _moved.Remove(requestId);
    }

    public void Hold(RoomCommand command) => _held.Add(command);

    /// <summary>
    /// Takes what is to be sent now, in order. A moved request does not wait for pending ones after it: the routes may hold these for the next owner, and
    /// let the moved one in before them.
    /// </summary>
    public IReadOnlyList<RoomCommand> TakeToAsk()
    {
        List<RoomCommand> asked = [.. _moved.Values.TakeWhile(command => IsSettled || command.RequestId < _underWay.Min)];
        asked.ForEach(command => _moved.Remove(command.RequestId));
        if (IsSettled)
        {
            asked.AddRange(_held);
            _held.Clear();
        }

        return asked;
    }
}
