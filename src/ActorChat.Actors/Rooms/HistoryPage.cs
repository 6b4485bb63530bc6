namespace ActorChat.Actors.Rooms;

/// <summary>A page of history, ascending, and whether there are more messages in the direction of reading.</summary>
internal sealed record HistoryPage(IReadOnlyList<ChatMessage> Messages, bool HasMore)
{
    /// <summary>
    /// Cuts what was read to a number of messages and of bytes, but to no less than one message, at the end at which its reader goes on: the later
    /// one where reading goes forward, else the earlier one. So pages follow each other without a gap, wherever they are cut.
    /// </summary>
    /// <param name="read">Messages that follow each other, ascending.</param>
    /// <param name="forward">Whether reading goes forward.</param>
    /// <param name="limit">Messages at the most.</param>
    /// <param name="maxBytes">Bytes at the most, as JSON.</param>
    public static HistoryPage Cut(IReadOnlyList<ChatMessage> read, bool forward, int limit, int maxBytes)
    {
        var count = 0;
        var bytes = 0L;
        while (count < Math.Min(limit, read.Count) && HasRoomFor(read[forward ? count : read.Count - 1 - count], count, ref bytes, maxBytes))
        {
            count++;
        }

        return count == read.Count ? new HistoryPage(read, false) : new HistoryPage([.. forward ? read.Take(count) : read.Skip(read.Count - count)], true);
    }

    /// <summary>Whether a further message fits a page that holds some; it is counted.</summary>
    public static bool HasRoomFor(ChatMessage message, int held, ref long bytes, int maxBytes)
    {
        bytes += JsonSize.Of(message);
        return held == 0 || bytes <= maxBytes;
    }
}
