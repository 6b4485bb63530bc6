using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// Finds what a change of a message depends on: whether it was made before, and the message as it was last decided. It asks, in this order, the events on their
/// way to the journal, the latest messages, and the tables only if these cannot tell.
/// </summary>
internal sealed class MessageChanges(PendingAppends pending, RoomMemory memory, RoomLookups lookups, RoomRules rules)
{
    /// <summary>The same operation on its way to the journal; null if there is none.</summary>
    public PendingAppend? FindUnderWay(RoomCommand.ChangeMessage change) =>
        change.OperationId is { } operation ? pending.FindOperation(change.Caller, operation) : null;

    /// <summary>
    /// The message, if memory can tell, and the operation has no id. Otherwise the tables are asked, and until they have answered nothing else may be decided.
    /// Nobody has seen a message that is not on disk.
    /// </summary>
    /// <param name="change">The request.</param>
    /// <param name="asker">The sender.</param>
    /// <param name="durable">The room as it is on disk.</param>
    /// <param name="message">The message; null if there is none that anyone can have seen.</param>
    public bool TryFind(RoomCommand.ChangeMessage change, IActorRef asker, RoomState durable, out ChatMessage? message)
    {
        var isThere = change.Seq <= durable.LastSeq;
        message = isThere ? Find(change.Seq) : null;
        var isNew = change.OperationId is null;
        if (isNew && (message is not null || !isThere))
        {
            return true;
        }

        lookups.FindForChange(durable.Key, change, asker, isNew, message);
        return false;
    }

    /// <param name="room">The room as it was decided.</param>
    /// <param name="change">The request.</param>
    /// <param name="first">The change that was made with the same id before; null if there is none.</param>
    /// <param name="message">The message; null if there is none.</param>
    /// <param name="now">UTC milliseconds since 1970.</param>
    public Decision Decide(RoomState room, RoomCommand.ChangeMessage change, StoredOperation? first, ChatMessage? message, long now) => first is null
        ? rules.Decide(room, change, message is null ? null : room.AsErased(message), now)
        : Decision.AsBefore(new RoomReply.Changed(change.RequestId, first.Seq, first.Rev, first.Time));

    /// <summary>What goes of a page of the tables. Changes that were decided, and are not in the tables yet, count.</summary>
    /// <param name="room">The room as it was decided.</param>
    /// <param name="read">The page.</param>
    /// <param name="now">UTC milliseconds since 1970.</param>
    public Expiry Expire(RoomState room, RoomLookups.OldestRead read, long now) =>
        rules.Expire(room, read.Retention.Kept, [.. read.Page.Select(message => Find(message.Seq) ?? message)], now);

    /// <summary>A message as it was last decided; null if only the tables can tell.</summary>
    private ChatMessage? Find(long seq) => pending.FindChanged(seq) ?? memory.Latest.Find(seq);
}
