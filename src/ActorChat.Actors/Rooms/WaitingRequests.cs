using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>Requests that wait in the order in which they came, up to a bound.</summary>
internal sealed class WaitingRequests(int limit)
{
    private readonly Queue<(RoomCommand Command, IActorRef Asker)> _queue = new();

    public int Count => _queue.Count;

    /// <summary>False where as many wait as may.</summary>
    public bool TryAdd(RoomCommand command, IActorRef asker)
    {
        if (_queue.Count >= limit)
        {
            return false;
        }

        _queue.Enqueue((command, asker));
        return true;
    }

    public bool TryTake(out (RoomCommand Command, IActorRef Asker) next) => _queue.TryDequeue(out next);
}
