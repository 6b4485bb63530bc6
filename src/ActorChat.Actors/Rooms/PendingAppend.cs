using ActorChat.Actors.Common;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>An event that the writer has but not yet the journal, and who is waiting for it.</summary>
internal sealed class PendingAppend(RoomCommand? command, IActorRef asker, ChatMessage? message)
{
    private List<(IActorRef Asker, long RequestId)>? _repeats;
    private List<(RoomCommand Command, IActorRef Asker)>? _after;

    /// <summary>The request that caused it; null for an opening that came with a message.</summary>
    public RoomCommand? Command => command;

    public IActorRef Asker => asker;

    public ChatMessage? Message => message;

    /// <summary>The same message was sent again meanwhile: its sender gets the first one's answer.</summary>
    public void Repeats(IActorRef repeater, long requestId) => (_repeats ??= []).Add((repeater, requestId));

    /// <summary>A request that changes nothing came meanwhile: it is answered after this event.</summary>
    public void After(RoomCommand later, IActorRef laterAsker) => (_after ??= []).Add((later, laterAsker));

    public void ReplyRepeats(ChatMessage stored)
    {
        foreach (var (repeater, requestId) in _repeats ?? [])
        {
            repeater.Tell(new RoomReply.Posted(requestId, stored, false, true));
        }
    }

    /// <param name="room">The room with this event.</param>
    public void ReplyAfter(RoomState room)
    {
        foreach (var (later, laterAsker) in _after ?? [])
        {
            laterAsker.Tell(room.Unchanged(later));
        }
    }

    /// <summary>It may be stored or not. Sessions end without an answer; an operator's request can be repeated, so it is refused.</summary>
    public void Abandon()
    {
        if (command is RoomCommand.EraseAuthor)
        {
            asker.RefuseAsUnavailable(command.RequestId);
        }
    }

    public void Refuse()
    {
        if (command is not null)
        {
            asker.RefuseAsUnavailable(command.RequestId);
        }

        foreach (var (repeater, requestId) in _repeats ?? [])
        {
            repeater.RefuseAsUnavailable(requestId);
        }

        foreach (var (later, laterAsker) in _after ?? [])
        {
            laterAsker.RefuseAsUnavailable(later.RequestId);
        }
    }
}
