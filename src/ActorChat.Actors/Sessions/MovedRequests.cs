using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// Keeps a client's requests to one partition in order while the partition changes its owner. What was sent to the owner before is either answered or moved.
/// Meanwhile new requests are held; a moved one is sent again once all before it are answered or moved. If the owner changes once more, those that were sent
/// again are waited for as well. Bounded by the edge's requests in flight.
/// </summary>
/// <param name="underWay">The pending requests.</param>
internal sealed class MovedRequests(IEnumerable<long> underWay)
{
    private readonly SortedSet<long> _underWay = [.. underWay];
    private readonly SortedDictionary<long, RoomCommand> _moved = [];
    private readonly Queue<RoomCommand> _held = [];

    /// <summary>Sent again in <see cref="Turn"/>, and not answered yet.</summary>
    private readonly HashSet<long> _asked = [];

    /// <summary>The turn of the routes in which requests were sent again; null if none is waited for.</summary>
    public long? Turn { get; private set; }

    /// <summary>Whether nothing of it waits any more.</summary>
    public bool IsSettled => _underWay.Count == 0 && _moved.Count == 0 && _held.Count == 0;

    /// <summary>What waits here, in order.</summary>
    public IEnumerable<RoomCommand> Waiting => _moved.Values.Concat(_held);

    /// <summary>The old owner did not accept it.</summary>
    public void Moved(RoomCommand command)
    {
        Forget(command.RequestId);
        _moved[command.RequestId] = command;
    }

    /// <summary>It is answered, or too late.</summary>
    public void Ended(long requestId)
    {
        Forget(requestId);
        _moved.Remove(requestId);
    }

    public void Hold(RoomCommand command) => _held.Enqueue(command);

    /// <summary>
    /// The next request to be sent; null if it has to wait, or if there is none. A moved request does not wait for pending ones after it: these will be moved
    /// as well.
    /// </summary>
    public RoomCommand? Next =>
        _moved.Count > 0
            ? _moved.First() is var (id, moved) && (_underWay.Count == 0 || id < _underWay.Min) ? moved : null
            : _underWay.Count == 0 && _held.TryPeek(out var held) ? held : null;

    /// <summary>The next request was sent.</summary>
    /// <param name="turn">The turn of the routes.</param>
    public void Asked(long turn)
    {
        var next = Next!;
        Turn = turn;
        if (!_moved.Remove(next.RequestId))
        {
            _held.Dequeue();
        }

        if (next.RequestId != RoomCommand.Unasked)
        {
            _asked.Add(next.RequestId);
        }
    }

    /// <summary>The next request is not sent, because nobody waits for its reply any more.</summary>
    public void Drop()
    {
        if (!_moved.Remove(Next!.RequestId))
        {
            _held.Dequeue();
        }
    }

    /// <summary>The routes have changed again: what was sent again must be answered or moved first.</summary>
    public void WaitForAsked()
    {
        _underWay.UnionWith(_asked);
        _asked.Clear();
        Turn = null;
    }

    private void Forget(long requestId)
    {
        _underWay.Remove(requestId);
        _asked.Remove(requestId);
    }
}
