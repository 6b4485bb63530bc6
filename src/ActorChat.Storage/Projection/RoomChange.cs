using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Projection;

/// <summary>
/// What one transaction changes in one room, however many events there were: only the last standing is written. All of it is absolute, so writing it twice
/// changes nothing. Null stands for what does not change.
/// </summary>
public sealed class RoomChange
{
    private Dictionary<long, MessageChange>? _messages;
    private List<OperationKept>? _operations;

    internal RoomChange(RoomKey key) => Key = key;

    public RoomKey Key { get; }

    /// <summary>The room was opened at this moment, unless it exists already.</summary>
    public long? OpenedAt { get; private set; }

    /// <summary>Its latest message, which is when it was last active.</summary>
    public ChatMessage? Last { get; private set; }

    /// <summary>The first of its new messages with a client id; stored only if the room has none yet.</summary>
    public long? FirstClientSeq { get; private set; }

    /// <summary>The number of its latest change.</summary>
    public long? Rev { get; private set; }

    /// <summary>All messages up to this number are over; null if that stays.</summary>
    public long? ExpiredUpTo { get; private set; }

    /// <summary>How long its texts are kept from now on; null if that stays.</summary>
    public RetentionSet? Retention { get; private set; }

    /// <summary>Where the latest of its events is that both users may learn of. A block is none, nor what changed nothing, or only the server and its operators know.</summary>
    public JournalPlace? Happened { get; private set; }

    /// <summary>When that was, in UTC milliseconds since 1970; null if the events do not say.</summary>
    public long? HappenedAt { get; private set; }

    /// <summary>What changes for the key's first user.</summary>
    public MemberChange First { get; } = new();

    /// <summary>What changes for the key's second user.</summary>
    public MemberChange Second { get; } = new();

    /// <summary>Its messages that change, each once. They exist: new ones are inserted before.</summary>
    public IReadOnlyCollection<MessageChange> Messages => _messages is null ? [] : _messages.Values;

    /// <summary>Changes with a client's id, also those that changed nothing, in their order; the first with an id stays. The room need not change with them.</summary>
    public IReadOnlyList<OperationKept> Operations => _operations ?? [];

    /// <summary>Whether an existing room changes at all; one that does not exist must be opened first.</summary>
    public bool ChangesStanding => Last is not null || First.Unread is not null || Second.Unread is not null || First.DeliveredUpTo is not null || Second.DeliveredUpTo is not null || Rev is not null;

    /// <summary>Whether anything is written about an existing room. It need not exist if its standing stays.</summary>
    public bool ChangesRoom => ChangesStanding || (Happened is not null && OpenedAt is null);

    internal void Add(RoomEvent happened, JournalPlace place)
    {
        switch (happened)
        {
            case MessagePosted posted:
                Last = posted.Message;
                FirstClientSeq ??= posted.Message.ClientMessageId is null ? null : posted.Message.Seq;
                (posted.Message.Author == Key.First ? Second : First).Unread = posted.Unread;
                Happens(place, posted.Message.Time);
                break;
            case MessagesRead read:
                Of(read.Reader).Read(read);
                Happens(place, read.Time);
                break;
            case MessageChanged changed:
                Change(changed);
                Happens(place, changed.Time);
                break;
            case OperationKept kept:
                (_operations ??= []).Add(kept);
                break;
            case MessagesDelivered delivered:
                Of(delivered.Recipient).Delivered(delivered.UpTo);
                Happens(place, delivered.Time);
                break;
            case CompanionBlocked blocked:
                Of(blocked.Blocker).Blocks = blocked.Blocks;
                break;
            case MessagesExpired expired:
                ExpiredUpTo = expired.UpTo;
                break;
            case RetentionSet set:
                Retention = set;
                break;
            case AuthorErased erased:
                Of(erased.Author).Erase(erased.UpTo);
                Happens(place, erased.Time);
                break;
            case RoomOpened opened:
                OpenedAt = opened.Time;
                Happens(place, opened.Time);
                break;
            default:
                throw new InvalidOperationException($"Unknown room event {happened.GetType()}.");
        }
    }

    private MemberChange Of(Login user) => user == Key.First ? First : Second;

    private void Happens(JournalPlace place, long time)
    {
        Happened = place;
        HappenedAt = time == 0 ? HappenedAt : time;
    }

    private void Change(MessageChanged changed)
    {
        Rev = changed.Rev;
        _messages ??= [];
        if (_messages.TryGetValue(changed.Seq, out var message))
        {
            message.Add(changed);
        }
        else
        {
            _messages.Add(changed.Seq, new MessageChange(changed));
        }

        if (changed.OperationId is { } id)
        {
            (_operations ??= []).Add(new OperationKept(Key, changed.By, id, changed.Seq, changed.Rev, changed.Time));
        }
    }
}
