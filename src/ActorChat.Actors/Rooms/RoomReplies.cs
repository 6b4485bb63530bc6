using ActorChat.Actors.Common;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>Replies that several parts of a room give.</summary>
internal static class RoomReplies
{
    public static void Refuse(this IActorRef asker, long requestId, ChatError error) => asker.Tell(new RoomReply.Refused(requestId, error));

    /// <summary>Nothing was stored; the same request can succeed later.</summary>
    public static void RefuseAsUnavailable(this IActorRef asker, long requestId) => asker.Refuse(requestId, ChatError.Unavailable);
}
