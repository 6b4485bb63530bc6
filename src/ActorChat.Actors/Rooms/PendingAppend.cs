using ActorChat.Actors.Common;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>An event that the writer has but not yet the journal, and who is waiting for it.</summary>
/// <param name="command">The request that caused it.</param>
/// <param name="asker">Its sender.</param>
/// <param name="message">The message of the event: a new one, or a changed one with the change.</param>
/// <param name="isChange">Whether the event changes the message.</param>
/// <param name="reply">The answer, where it does not follow from the event.</param>
internal sealed class PendingAppend(RoomCommand? command, IActorRef asker, ChatMessage? message, bool isChange = false, RoomReply? reply = null)
{
    private List<(IActorRef Asker, long RequestId)>? _repeats;
    private List<(RoomCommand Command, RoomReply? Reply, IActorRef Asker)>? _after;

    /// <summary>The request that is answered with it; null for an opening that came with a message, and for a text that was kept long enough.</summary>
    public RoomCommand? Command => command;

    public IActorRef Asker => asker;

    public ChatMessage? Message => message;

    public bool IsChange => isChange;

    public RoomReply? Reply => reply;

    /// <summary>The same message, or the same change, was sent again meanwhile: its sender gets the first one's answer.</summary>
    public void Repeats(IActorRef repeater, long requestId) => (_repeats ??= []).Add((repeater, requestId));

    /// <summary>A request that changes nothing came meanwhile: it is answered after this event.</summary>
    /// <param name="later">The request.</param>
    /// <param name="reply">Its answer; null if it follows from the room's state.</param>
    /// <param name="laterAsker">Its sender.</param>
    public void After(RoomCommand later, RoomReply? reply, IActorRef laterAsker) => (_after ??= []).Add((later, reply, laterAsker));

    public void ReplyRepeats(ChatMessage stored)
    {
        foreach (var (repeater, requestId) in _repeats ?? [])
        {
            repeater.Tell(new RoomReply.Posted(requestId, stored, false, true));
        }
    }

    /// <param name="seq">The number of the message.</param>
    /// <param name="rev">The number of the change.</param>
    /// <param name="time">Its time.</param>
    public void ReplyRepeats(long seq, long rev, long time)
    {
        foreach (var (repeater, requestId) in _repeats ?? [])
        {
            repeater.Tell(new RoomReply.Changed(requestId, seq, rev, time));
        }
    }

    /// <param name="room">The room with this event.</param>
    /// <param name="epoch">The epoch of the opening of its partition.</param>
    public void ReplyAfter(RoomState room, long epoch)
    {
        foreach (var (later, reply, laterAsker) in _after ?? [])
        {
            laterAsker.Tell(reply ?? room.Unchanged(later, epoch));
        }
    }

    /// <summary>It may be stored or not. Sessions end without an answer; an operator's request can be repeated, so it is refused.</summary>
    public void Abandon()
    {
        if (command is RoomCommand.EraseAuthor or RoomCommand.Expire or RoomCommand.SetRetention)
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

        foreach (var (later, _, laterAsker) in _after ?? [])
        {
            laterAsker.RefuseAsUnavailable(later.RequestId);
        }
    }
}
