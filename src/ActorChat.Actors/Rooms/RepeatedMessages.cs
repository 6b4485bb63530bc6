using ActorChat.Actors.Common;
using Akka.Event;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// Decides whether a message is a repeat: it is if its author has used its client id before, however long ago. It asks, in this order, the events on their
/// way to the journal, the filter of client ids, the latest messages, and the tables only if these cannot tell.
/// </summary>
internal sealed class RepeatedMessages(PendingAppends pending, RoomMemory memory, RoomLookups lookups, ILoggingAdapter log)
{
    public enum Case
    {
        /// <summary>No message with this client id was sent before.</summary>
        New,

        /// <summary>The first one is on its way to the journal.</summary>
        UnderWay,

        /// <summary>The first one is on disk, and in memory.</summary>
        Stored,

        /// <summary>The first one may be on disk.</summary>
        OnlyTablesKnow,
    }

    public Verdict Judge(RoomCommand.Post post)
    {
        if (post.ClientMessageId is not { } clientId)
        {
            return default;
        }

        if (pending.FindByClientId(post.Caller, clientId) is { } underWay)
        {
            return new Verdict(Case.UnderWay, underWay, null);
        }

        if (memory.IsNew(post.Caller, clientId))
        {
            return default;
        }

        return memory.Latest.FindByClientId(post.Caller, clientId) is { } first
            ? new Verdict(Case.Stored, null, first)
            : new Verdict(Case.OnlyTablesKnow, null, null);
    }

    /// <summary>
    /// Starts to read the client ids that are older than what the room woke with, so that later the tables need not be asked. It reads page by page in the
    /// background; until then the tables are asked for each repeat.
    /// </summary>
    public void ReadOlderClientIds(RoomKey room) => Read(room, memory.BeginReadingOlder());

    public void Take(RoomKey room, RoomLookups.OlderClientIds older) => Read(room, memory.RememberOlder(older.Ids));

    public void Take(RoomKey room, RoomLookups.OlderClientIdsUnread unread)
    {
        memory.StopReadingOlder();
        log.Warning(unread.Cause, "Room {Room} cannot read its older client ids; retried at the next message", room.Number);
    }

    private void Read(RoomKey room, RoomMemory.ClientIdPage? page)
    {
        if (page is { } next)
        {
            lookups.ReadOlderClientIds(room, next);
        }
    }

    /// <param name="Case">What is known.</param>
    /// <param name="Pending">The first one, if it is in flight.</param>
    /// <param name="First">The first one, if it is stored.</param>
    public readonly record struct Verdict(Case Case, PendingAppend? Pending, ChatMessage? First);
}
