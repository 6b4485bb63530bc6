namespace ActorChat.Actors.Rooms;

/// <summary>A page of history, ascending, and whether there are more messages in the direction of reading.</summary>
internal sealed record HistoryPage(IReadOnlyList<ChatMessage> Messages, bool HasMore)
{
    /// <summary>
    /// Cuts what was read to a number of messages and of bytes, but to at least one message. It cuts at the end where the next page continues: the later end
    /// when reading forward, otherwise the earlier one. So pages follow each other without a gap, wherever they are cut.
    /// </summary>
    /// <param name="read">Consecutive messages, ascending.</param>
    /// <param name="forward">Whether reading goes forward.</param>
    /// <param name="limit">The most messages.</param>
    /// <param name="maxBytes">The most bytes, as JSON.</param>
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

    /// <summary>Whether one more message fits onto a page that has some; if so, it is counted.</summary>
    public static bool HasRoomFor(ChatMessage message, int held, ref long bytes, int maxBytes)
    {
        bytes += JsonSize.Of(message);
        return held == 0 || bytes <= maxBytes;
    }
}
