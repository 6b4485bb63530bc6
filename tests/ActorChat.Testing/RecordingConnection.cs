using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Testing;

/// <summary>A client's side that tells an actor, in order, all that a session does to it.</summary>
public sealed class RecordingConnection(IActorRef listener) : IConnection
{
    public sealed record Answered(RequestTag Tag, Answer Answer) : INoSerializationVerificationNeeded;

    public sealed record Sent(ServerEvent Happened) : INoSerializationVerificationNeeded;

    public sealed record Closed(CloseReason Reason) : INoSerializationVerificationNeeded;

    /// <summary>What waits for the client; changed by <see cref="Take"/>.</summary>
    public int UnsentBytes { get; set; }

    /// <summary>Whether the session wants to be told when some has gone.</summary>
    public bool IsAsked { get; private set; }

    public void TellWhenSent() => IsAsked = true;

    /// <summary>The client takes everything that waits: the session is told if it asked.</summary>
    public void Take(IActorRef session)
    {
        UnsentBytes = 0;
        TakeSome(session);
    }

    /// <summary>The client takes some of what waits, though nothing that counts.</summary>
    public void TakeSome(IActorRef session)
    {
        (var asked, IsAsked) = (IsAsked, false);
        if (asked)
        {
            session.Tell(Actors.Sessions.SessionCommands.SomeSent.Instance, ActorRefs.NoSender);
        }
    }

    public void Answer(RequestTag request, Answer answer) => listener.Tell(new Answered(request, answer), ActorRefs.NoSender);

    public void Send(ServerEvent happened) => listener.Tell(new Sent(happened), ActorRefs.NoSender);

    /// <summary>For a live message the client sees the same as for a message that is an answer.</summary>
    public void Send(SharedEvent shared) => Send(shared.Happened switch
    {
        RoomNews.MessageArrived arrived => new ServerEvent.MessageShown(arrived.Message, false),
        RoomNews.MarkerMoved moved => new ServerEvent.MarkerShown(moved.Key.Number, moved.Reader, moved.Seq),
        var other => other,
    });

    public void Close(CloseReason reason) => listener.Tell(new Closed(reason), ActorRefs.NoSender);
}
