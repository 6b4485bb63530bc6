using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Testing;

/// <summary>The rows of one room. Applying an event again changes nothing.</summary>
internal sealed class MemoryRoom(RoomKey key)
{
    private RoomState _state = RoomState.Unopened(key);

    public SortedDictionary<long, ChatMessage> Messages { get; } = [];

    public Dictionary<(Login By, string Id), StoredOperation> Operations { get; } = [];

    public StoredRetention Retention { get; private set; }

    public void Apply(RoomEvent happened)
    {
        _state = _state.Apply(happened);
        switch (happened)
        {
            case MessagePosted posted:
                Messages[posted.Message.Seq] = posted.Message;
                _state = _state with { Exists = true };
                break;
            case MessageChanged changed:
                Change(changed);
                break;
            case OperationKept kept:
                Operations.TryAdd((kept.By, kept.OperationId), new StoredOperation(kept.Seq, kept.Rev, kept.Time));
                break;
            case MessagesExpired expired:
                Retention = Retention with { ExpiredUpTo = expired.UpTo };
                break;
            case RetentionSet set:
                Retention = Retention with { Kept = set.Kept };
                break;
            case AuthorErased erased:
                Erase(erased);
                break;
        }
    }

    public StoredRoom ToStored(int messages)
    {
        var latest = Messages.Values.TakeLast(messages).ToList();
        var older = Messages.Values.SkipLast(messages).Any(message => message.ClientMessageId is not null);
        return new StoredRoom(key, _state.LastSeq, _state.First, _state.Second, latest, older)
        {
            Exists = _state.Exists,
            Rev = _state.Rev,
            FirstBlocks = _state.FirstBlocks,
            SecondBlocks = _state.SecondBlocks,
        };
    }

    public bool IsBlockedBy(Login blocker) => key.Has(blocker) && _state.IsBlocked(key.CompanionOf(blocker));

    public IReadOnlyList<ChatMessage> Page(long? before, long? after, int limit)
    {
        var within = Messages.Values.Where(message => (before is null || message.Seq < before) && (after is null || message.Seq > after));
        return [.. after is not null ? within.Take(limit) : within.TakeLast(limit)];
    }

    public IReadOnlyList<ChatMessage> Changes(long since, int limit) =>
        [.. Messages.Values.Where(message => message.Rev > since).OrderBy(message => message.Rev).Take(limit)];

    private void Change(MessageChanged changed)
    {
        Messages[changed.Seq] = Messages[changed.Seq].After(changed);
        if (changed.OperationId is { } id)
        {
            Operations.TryAdd((changed.By, id), new StoredOperation(changed.Seq, changed.Rev, changed.Time));
        }
    }

    private void Erase(AuthorErased erased)
    {
        var isFirst = erased.Author == key.First;
        foreach (var message in Messages.Values.ToList())
        {
            var left = message.Author == erased.Author && message.Seq <= erased.UpTo ? message.Erased() : message;
            Messages[message.Seq] = left.WithoutReactions(isFirst, !isFirst);
        }
    }
}
