using ActorChat.Actors.Common;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// A room's way to the journal and back: decided events go to the writer, and are told to nobody before the writer says that they are on disk.
/// </summary>
internal sealed class RoomAppends(RoomPartitionContext shared, RoomProgress room, PendingAppends pending, RoomMemory memory)
{
    /// <summary>Appends the events of an accepted request, or refuses it if too many events of the partition wait for the journal.</summary>
    public void Append(Decision accepted, RoomCommand command, IActorRef asker, IActorRef self)
    {
        var first = (RoomEvent?)accepted.Opening ?? accepted.Happened!;
        var append = new WriterCommands.Append(first, accepted.Opening is null ? null : accepted.Happened);
        if (!shared.Budget.TryTake(append.Count))
        {
            asker.RefuseAsUnavailable(command.RequestId);
            return;
        }

        room.Decide(append.First);
        if (append.Second is not null)
        {
            room.Decide(append.Second);
            pending.Add(new PendingAppend(null, ActorRefs.Nobody, null));
        }

        pending.Add(new PendingAppend(command, asker, accepted.Changed ?? (accepted.Happened as MessagePosted)?.Message, accepted.Changed is not null));
        shared.Writer.Tell(command.TraceParent is { } trace ? new WriterCommands.TracedAppend(append, trace) : append, self);
    }

    /// <summary>Appends what goes because it was kept long enough, all of it or, if too many events of the partition wait, nothing.</summary>
    public void Append(Expiry expiry, long now, RoomCommand.Expire command, IActorRef asker, IActorRef self)
    {
        if (!shared.Budget.TryTake(expiry.Changes.Count + 1))
        {
            asker.RefuseAsUnavailable(command.RequestId);
            return;
        }

        foreach (var (changed, message) in expiry.Changes)
        {
            room.Decide(changed);
            pending.Add(new PendingAppend(null, ActorRefs.Nobody, message, isChange: true));
            shared.Writer.Tell(new WriterCommands.Append(changed, null), self);
        }

        var expired = new MessagesExpired(room.Decided!.Key, expiry.UpTo, now);
        pending.Add(new PendingAppend(command, asker, null, reply: new RoomReply.Expired(command.RequestId, expiry.AnyMore)));
        shared.Writer.Tell(new WriterCommands.Append(expired, null), self);
    }

    /// <summary>Events are on disk: their senders are answered, and both users are told.</summary>
    public void Take(WriterCommands.Appended appended)
    {
        for (var i = appended.From; i < appended.From + appended.Count; i++)
        {
            Take(appended.Batch.Events[i]);
        }
    }

    private void Take(RoomEvent happened)
    {
        var durable = room.MakeDurable(happened);
        var asked = pending.TakeNext();
        switch (happened)
        {
            case MessagePosted posted: memory.Remember(posted.Message); Publisher.Show(posted, durable, asked); break;
            case MessagesRead read: Publisher.Show(read, durable, asked); break;
            case MessageChanged changed: memory.Latest.Change(asked.Message!); Publisher.Show(changed, durable, asked); break;
            case OperationKept kept: RoomPublisher.Reply(kept, asked); break;
            case MessagesDelivered delivered: Publisher.Show(delivered, durable, asked); break;
            case CompanionBlocked blocked: Publisher.Show(blocked, durable, asked); break;
            case AuthorErased erased: memory.Latest.Erase(erased); RoomPublisher.ReplyErased(asked); break;
            case MessagesExpired: asked.Asker.Tell(asked.Reply!); break;
            case RetentionSet: RoomPublisher.ReplyRetention(asked); break;
            case RoomOpened: Publisher.ReplyOpened(durable, asked); break;
            default: throw new InvalidOperationException($"Unknown room event {happened.GetType().Name}.");
        }

        asked.ReplyAfter(durable, shared.Lease.Epoch);
    }

    private RoomPublisher Publisher => new(shared);
}
