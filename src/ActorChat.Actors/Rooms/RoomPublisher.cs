using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>Tells what is on disk: first to the sender of the request, then to the sessions of both users.</summary>
internal readonly struct RoomPublisher(RoomPartitionContext shared)
{
    /// <param name="posted">The event.</param>
    /// <param name="room">The room with it.</param>
    /// <param name="pending">Its request.</param>
    public void Show(MessagePosted posted, RoomState room, PendingAppend pending)
    {
        var message = posted.Message;
        pending.Asker.Tell(new RoomReply.Posted(pending.Command!.RequestId, message, false, false));
        pending.ReplyRepeats(message);
        var arrived = new RoomNews.MessageArrived(room.Key, message, posted.Unread, room.StandingOf(message.Author).Unread) { Rev = room.Rev };
        shared.Registry.PublishToBoth(arrived, ChatMetrics.DurableNow(shared.Clock));
    }

    /// <param name="read">The event.</param>
    /// <param name="room">The room with it.</param>
    /// <param name="pending">Its request.</param>
    public void Show(MessagesRead read, RoomState room, PendingAppend pending)
    {
        var unread = room.StandingOf(read.Reader).Unread;
        pending.Asker.Tell(new RoomReply.Marked(pending.Command!.RequestId, read.UpTo, false) { Unread = unread });
        shared.Registry.PublishToBoth(new RoomNews.MarkerMoved(room.Key, read.Reader, read.UpTo) { Unread = unread });
    }

    /// <param name="changed">The event.</param>
    /// <param name="room">The room with it.</param>
    /// <param name="pending">Its request, with the message as the event makes it.</param>
    public void Show(MessageChanged changed, RoomState room, PendingAppend pending)
    {
        var message = pending.Message!;
        if (pending.Command is { } command)
        {
            pending.Asker.Tell(new RoomReply.Changed(command.RequestId, changed.Seq, changed.Rev, changed.Time));
        }

        pending.ReplyRepeats(changed.Seq, changed.Rev, changed.Time);
        shared.Registry.PublishToBoth(new RoomNews.ChangeArrived(room.Key, message, room.IsRead(message), room.LastSeq, room.First.Unread, room.Second.Unread));
    }

    /// <summary>Nothing changed: only those who asked are answered.</summary>
    public static void Reply(OperationKept kept, PendingAppend pending)
    {
        pending.Asker.Tell(new RoomReply.Changed(pending.Command!.RequestId, kept.Seq, kept.Rev, kept.Time));
        pending.ReplyRepeats(kept.Seq, kept.Rev, kept.Time);
    }

    /// <param name="delivered">The event.</param>
    /// <param name="room">The room with it.</param>
    /// <param name="pending">Its request.</param>
    public void Show(MessagesDelivered delivered, RoomState room, PendingAppend pending)
    {
        pending.Asker.Tell(new RoomReply.Marked(pending.Command!.RequestId, delivered.UpTo, false));
        shared.Registry.PublishToBoth(new RoomNews.DeliveryMoved(room.Key, delivered.Recipient, delivered.UpTo));
    }

    /// <summary>The blocked user can switch no typing off any more: the blocker sees it go.</summary>
    /// <param name="blocked">The event.</param>
    /// <param name="room">The room with it.</param>
    /// <param name="pending">Its request.</param>
    public void Show(CompanionBlocked blocked, RoomState room, PendingAppend pending)
    {
        pending.Asker.Tell(new RoomReply.BlockTaken(pending.Command!.RequestId));
        if (blocked.Blocks && room.Exists)
        {
            shared.Registry.PublishToCompanion(new RoomNews.SignShown(room.Key, room.Key.CompanionOf(blocked.Blocker), Sign.TypingOff));
        }

        shared.Registry.PublishToBoth(new RoomNews.BlockSet(room.Key, room.AnyBlocks) { Epoch = shared.Lease.Epoch });
    }

    /// <summary>The answer to the sender who opened the room. If a message opened it, the answer comes with the message.</summary>
    public void ReplyOpened(RoomState opened, PendingAppend pending)
    {
        if (pending.Command is { } command)
        {
            pending.Asker.Tell(new RoomReply.Opened(command.RequestId, opened.Key, true) { Rev = opened.Rev, AnyBlocks = opened.AnyBlocks, Epoch = shared.Lease.Epoch });
        }
    }

    public static void ReplyRetention(PendingAppend pending) => pending.Asker.Tell(new RoomReply.RetentionTaken(pending.Command!.RequestId));

    public static void ReplyErased(PendingAppend pending) => pending.Asker.Tell(new RoomReply.AuthorErased(pending.Command!.RequestId));

    /// <summary>A sign that is never stored.</summary>
    public void Show(RoomCommand.ShowSign show, RoomState room)
    {
        shared.Registry.PublishToCompanion(new RoomNews.SignShown(room.Key, show.Caller, show.Sign));
    }

    /// <summary>The room failed: nobody can say what its users' sessions have missed.</summary>
    public void EndSessionsOfBoth(RoomKey room)
    {
        shared.Registry.EndSessions(room.First, CloseReason.SessionFailed);
        shared.Registry.EndSessions(room.Second, CloseReason.SessionFailed);
    }
}
