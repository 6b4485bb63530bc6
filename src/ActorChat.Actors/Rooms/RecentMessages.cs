using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>The latest messages of a room, in memory: the newest page of history needs no look-up in the tables.</summary>
internal sealed class RecentMessages(int capacity)
{
    private ChatMessage[] _ring = [];
    private int _start;

    public int Count { get; private set; }

    /// <summary>The number of the oldest message held; if there is none, one above the last.</summary>
    public long FirstSeq => Count == 0 ? 1 : At(0).Seq;

    public long LastSeq => Count == 0 ? 0 : At(Count - 1).Seq;

    public void Add(ChatMessage message)
    {
        if (Count == _ring.Length && Count < capacity)
        {
            Grow();
        }

        if (Count < _ring.Length)
        {
            _ring[(_start + Count++) % _ring.Length] = message;
            return;
        }

        _ring[_start] = message;
        _start = (_start + 1) % _ring.Length;
    }

    /// <summary>A message that is held; null if it is not.</summary>
    public ChatMessage? Find(long seq) => seq >= FirstSeq && seq <= LastSeq ? At((int)(seq - FirstSeq)) : null;

    /// <summary>A message has changed: its new form takes its place, if it is held.</summary>
    public void Change(ChatMessage changed)
    {
        if (Find(changed.Seq) is not null)
        {
            At((int)(changed.Seq - FirstSeq)) = changed;
        }
    }

    /// <summary>Erases an author's messages up to a number, of which only the places stay, and the author's reactions.</summary>
    public void Erase(AuthorErased erased)
    {
        var isFirst = erased.Author == erased.Room.First;
        for (var i = 0; i < Count; i++)
        {
            ref var message = ref At(i);
            message = message.Author == erased.Author && message.Seq <= erased.UpTo ? message.Erased() : message;
            message = message.WithoutReactions(isFirst, !isFirst);
        }
    }

    /// <summary>
    /// Messages with <c>after &lt; seq &lt; before</c>, if all messages of the page are held; otherwise null. If <paramref name="after"/> is given, the page
    /// begins after it; otherwise it ends before <paramref name="before"/>.
    /// </summary>
    public HistoryPage? TryRead(long? before, long? after, int limit, int maxBytes = int.MaxValue)
    {
        var low = Math.Clamp(after ?? 0, 0, LastSeq) + 1;
        var high = Math.Clamp(before ?? long.MaxValue, 1, LastSeq + 1) - 1;
        if (low > high)
        {
            return new HistoryPage([], false);
        }

        var forward = after is not null;
        var next = forward ? low : high;
        var page = new List<ChatMessage>((int)Math.Min(limit, high - low + 1));
        for (var bytes = 0L; page.Count < limit && next >= low && next <= high; next += forward ? 1 : -1)
        {
            if (next < FirstSeq)
            {
                return null;
            }

            var message = At((int)(next - FirstSeq));
            if (!HistoryPage.HasRoomFor(message, page.Count, ref bytes, maxBytes))
            {
                break;
            }

            page.Add(message);
        }

        if (!forward)
        {
            page.Reverse();
        }

        return new HistoryPage(page, next >= low && next <= high);
    }

    /// <summary>How many messages of an author have <c>after &lt; seq &lt;= upTo</c>; null if not all of them are held.</summary>
    public long? TryCount(Login author, long after, long upTo)
    {
        if (after + 1 < FirstSeq)
        {
            return null;
        }

        long count = 0;
        for (var i = (int)(after + 1 - FirstSeq); i < Count && At(i).Seq <= upTo; i++)
        {
            count += At(i).Author == author ? 1 : 0;
        }

        return count;
    }

    public ChatMessage? FindByClientId(Login author, string clientMessageId)
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            var message = At(i);
            if (message.ClientMessageId == clientMessageId && message.Author == author)
            {
                return message;
            }
        }

        return null;
    }

    private ref ChatMessage At(int index) => ref _ring[(_start + index) % _ring.Length];

    private void Grow()
    {
        var larger = new ChatMessage[Math.Min(capacity, Math.Max(4, _ring.Length * 2))];
        for (var i = 0; i < Count; i++)
        {
            larger[i] = At(i);
        }

        (_ring, _start) = (larger, 0);
    }
}
