using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// Requests that wait in a room, up to a bound: all of them while the room wakes, later those behind a look for an old client id, so that
/// nobody is overtaken.
/// </summary>
internal sealed class WaitingRequests(int limit)
{
    private readonly Queue<(RoomCommand Command, IActorRef Asker)> _queue = new();

    /// <summary>Whether requests have to wait.</summary>
    public bool IsHolding { get; private set; } = true;

    public bool IsEmpty => _queue.Count == 0;

    public void Hold() => IsHolding = true;

    public void Release() => IsHolding = false;

    /// <summary>One too many is refused.</summary>
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

    /// <summary>The next request whose turn it is; false while requests have to wait.</summary>
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
