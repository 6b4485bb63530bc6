using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using Akka.Actor;

namespace ActorChat.Testing;

/// <summary>A client's side that tells an actor, in order, all that a session does to it.</summary>
public sealed class RecordingConnection(IActorRef listener) : IConnection
{
    public sealed record Answered(RequestTag Tag, Answer Answer);

    public sealed record Sent(ServerEvent Happened);

    public sealed record Closed(CloseReason Reason);

    public void Answer(RequestTag request, Answer answer) => listener.Tell(new Answered(request, answer), ActorRefs.NoSender);

    public void Send(ServerEvent happened) => listener.Tell(new Sent(happened), ActorRefs.NoSender);

    public void Close(CloseReason reason) => listener.Tell(new Closed(reason), ActorRefs.NoSender);
}
