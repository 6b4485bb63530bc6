using System.Collections.Immutable;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Journal;

/// <summary>
/// Leaves out of a batch the texts that a later event of it replaces. A trim leaves the last batch of a partition in the journal, until the partition writes again:
/// a message that was posted and deleted within it would stay readable there. The outcome of the batch is the same.
/// </summary>
internal static class LastTexts
{
    /// <summary>Whether texts of messages before the batch are replaced by it.</summary>
    public static bool AreReplacedBy(RoomBatch batch) => batch.Events.Any(static happened => happened is MessageChanged { Text: not null } or MessagesExpired or AuthorErased);

    public static RoomBatch Of(RoomBatch batch)
    {
        var replaced = new HashSet<(RoomKey Room, long Seq)>();
        var events = batch.Events.ToBuilder();
        for (var i = events.Count - 1; i >= 0; i--)
        {
            events[i] = Keep(events[i], replaced);
        }

        return batch with { Events = events.ToImmutable() };
    }

    private static RoomEvent Keep(RoomEvent happened, HashSet<(RoomKey Room, long Seq)> replaced) => happened switch
    {
        MessageChanged { Text: not null } changed => replaced.Add((changed.Room, changed.Seq)) ? changed : changed with { Text = null },
        MessagePosted posted when replaced.Contains((posted.Room, posted.Message.Seq)) => posted with { Message = posted.Message with { Text = "" } },
        _ => happened,
    };
}
