using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>Queries about a room's stored messages: answered from memory if it holds them, otherwise from the tables.</summary>
internal sealed class RoomHistory(RoomMemory memory, RoomLookups lookups, int maxPageBytes)
{
    /// <param name="read">The request.</param>
    /// <param name="asker">The sender.</param>
    /// <param name="durable">The room as it is on disk.</param>
    public void Read(RoomCommand.ReadHistory read, IActorRef asker, RoomState durable)
    {
        if (memory.Latest.TryRead(read.Before, read.After, read.Limit, maxPageBytes) is { } page)
        {
            Reply(read, asker, page, durable.Rev, durable);
        }
        else
        {
            lookups.ReadPage(durable, read, asker);
        }
    }

    /// <param name="read">The request.</param>
    /// <param name="asker">The sender.</param>
    /// <param name="durable">The room as it is on disk.</param>
    public void ReadChanges(RoomCommand.ReadChanges read, IActorRef asker, RoomState durable)
    {
        if (read.Since >= durable.Rev)
        {
            Reply(read, asker, new HistoryPage([], false), durable.Rev, durable);
        }
        else
        {
            lookups.ReadChanges(durable, read, asker);
        }
    }

    /// <param name="read">The request.</param>
    /// <param name="asker">The sender.</param>
    /// <param name="page">The answer.</param>
    /// <param name="rev">All changes up to this one are in the page.</param>
    /// <param name="durable">The room as it is on disk by now.</param>
    public static void Reply(RoomCommand.ReadHistory read, IActorRef asker, HistoryPage page, long rev, RoomState durable) =>
        asker.Tell(new RoomReply.Page(read.RequestId, durable.Key, page.Messages, page.HasMore, durable.First.ReadUpTo, durable.Second.ReadUpTo)
        {
            Rev = rev,
            FirstDeliveredUpTo = durable.First.DeliveredUpTo,
            SecondDeliveredUpTo = durable.Second.DeliveredUpTo,
        });

    /// <summary>Changes that became durable while the tables were read may be in the page: it then has all up to the latest that it shows.</summary>
    /// <inheritdoc cref="Reply(RoomCommand.ReadHistory, IActorRef, HistoryPage, long, RoomState)"/>
    public static void Reply(RoomCommand.ReadChanges read, IActorRef asker, HistoryPage page, long rev, RoomState durable)
    {
        var upTo = page.Messages.Count > 0 ? Math.Max(rev, page.Messages[^1].Rev) : rev;
        asker.Tell(new RoomReply.Changes(read.RequestId, durable.Key, upTo, page.Messages, page.HasMore, durable.First.ReadUpTo, durable.Second.ReadUpTo));
    }

    /// <summary>How many messages the marker of this request passes; null while the tables are being asked.</summary>
    /// <param name="read">The request.</param>
    /// <param name="asker">The sender.</param>
    /// <param name="decided">The room as it was decided.</param>
    /// <param name="counted">The answer of the tables, which is valid as long as the marker has not moved meanwhile.</param>
    public long? CountNewlyRead(RoomCommand.MarkRead read, IActorRef asker, RoomState decided, RoomLookups.Counted? counted)
    {
        var marker = decided.StandingOf(read.Caller).ReadUpTo;
        if (counted?.From == marker)
        {
            return counted.Count;
        }

        if (!decided.MovesWithin(read))
        {
            return 0;
        }

        var count = memory.Latest.TryCount(decided.Key.CompanionOf(read.Caller), marker, read.Seq);
        if (count is null)
        {
            lookups.Count(decided.Key, read, asker, marker);
        }

        return count;
    }
}
