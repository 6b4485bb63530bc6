using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// Requests that wait in a room, up to a bound: while the room wakes all of them, later those after a look-up of an old client id, so that none overtakes.
/// </summary>
internal sealed class WaitingRequests(int limit)
{
    private readonly Queue<(RoomCommand Command, IActorRef Asker)> _queue = new();

    /// <summary>Whether requests have to wait.</summary>
    public bool IsHolding { get; private set; } = true;

    public bool IsEmpty => _queue.Count == 0;

    public void Hold() => IsHolding = true;

    public void Release() => IsHolding = false;

    /// <summary>Above the bound a request is refused.</summary>
    public void Add(RoomCommand command, IActorRef asker)
    {
        if (_queue.Count < limit)
        {
            _queue.Enqueue((command, asker));
        }
        else
        {
            asker.RefuseAsUnavailable(command.RequestId);
        }
    }

    /// <summary>The next request to handle; false while requests have to wait.</summary>
    public bool TryTake(out (RoomCommand Command, IActorRef Asker) next)
    {
        next = default;
        return !IsHolding && _queue.TryDequeue(out next);
    }

    public void RefuseAll()
    {
        while (_queue.TryDequeue(out var next))
        {
            next.Asker.RefuseAsUnavailable(next.Command.RequestId);
        }
    }
}
