using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>What is asked about a room's stored messages: answered from memory where it holds them, else from the tables.</summary>
internal sealed class RoomHistory(RoomMemory memory, RoomLookups lookups, int maxPageBytes)
{
    /// <param name="read">The request.</param>
    /// <param name="asker">Who asks.</param>
    /// <param name="durable">The room as it is on disk.</param>
    public void Read(RoomCommand.ReadHistory read, IActorRef asker, RoomState durable)
    {
        if (memory.Latest.TryRead(read.Before, read.After, read.Limit, maxPageBytes) is { } page)
        {
            Reply(read, asker, page, durable);
        }
        else
        {
            lookups.ReadPage(durable.Key, read, asker);
        }
    }

    public static void Reply(RoomCommand.ReadHistory read, IActorRef asker, HistoryPage page, RoomState durable) =>
        asker.Tell(new RoomReply.Page(read.RequestId, durable.Key, page.Messages, page.HasMore, durable.First.ReadUpTo, durable.Second.ReadUpTo));

    /// <summary>How many messages a marker passes by this request; null where the tables are being asked.</summary>
    /// <param name="read">The request.</param>
    /// <param name="asker">Who asks.</param>
    /// <param name="decided">The room as it was decided.</param>
    /// <param name="counted">What the tables said, which holds as long as the marker has not moved meanwhile.</param>
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
