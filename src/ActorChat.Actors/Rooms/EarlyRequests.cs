using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>The requests that reach a partition between its opening and the moment when everybody who must know of it does.</summary>
internal sealed class EarlyRequests
{
    private readonly List<(IActorRef Asker, RoomCommand Command)> _requests = [];

    public void Add(IActorRef asker, RoomCommand command) => _requests.Add((asker, command));

    /// <summary>Does something with each, in their order; then there are none.</summary>
    public void TakeAll(Action<IActorRef, RoomCommand> take)
    {
        _requests.ForEach(request => take(request.Asker, request.Command));
        _requests.Clear();
    }
}
