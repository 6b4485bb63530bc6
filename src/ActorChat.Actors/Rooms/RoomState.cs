using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>The rules of a dialog. Immutable, without actors, clock or I/O: a command and the time go in, a decision comes out.</summary>
/// <param name="Key">The two users.</param>
/// <param name="Exists">Whether the dialog was opened.</param>
/// <param name="LastSeq">The number of the latest message.</param>
/// <param name="First">How far the key's first user has read, and has the messages.</param>
/// <param name="Second">The same of the key's second user.</param>
public sealed record RoomState(RoomKey Key, bool Exists, long LastSeq, MemberStanding First, MemberStanding Second)
{
    /// <summary>Whether an operator has erased the key's first user, and the second. What was written stays readable; nothing new is accepted.</summary>
    public bool FirstIsErased { get; init; }

    public bool SecondIsErased { get; init; }

    /// <summary>The number of the latest change of a message, 0 if nothing changed.</summary>
    public long Rev { get; init; }

    /// <summary>Whether the key's first user blocks the second, and the second the first. It can come before the room is opened.</summary>
    public bool FirstBlocks { get; init; }

    public bool SecondBlocks { get; init; }

    /// <summary>Whether one of the two blocks the other.</summary>
    public bool AnyBlocks => FirstBlocks || SecondBlocks;

    private static readonly Decision NoSuchSeq = Decision.Refuse(ChatError.InvalidRequest.Because("seq must be the number of a message of the room."));

    /// <summary>A dialog that nobody has opened yet.</summary>
    public static RoomState Unopened(RoomKey key) => new(key, false, 0, default, default);

    public static RoomState From(StoredRoom stored) => new(stored.Key, stored.Exists, stored.LastSeq, stored.First, stored.Second)
    {
        Rev = stored.Rev,
        FirstBlocks = stored.FirstBlocks,
        SecondBlocks = stored.SecondBlocks,
        FirstIsErased = stored.FirstIsErased,
        SecondIsErased = stored.SecondIsErased,
    };

    /// <summary>The state after an operator has erased a user, whose block ends with it.</summary>
    public RoomState WithErased(Login user) =>
        user == Key.First ? this with { FirstIsErased = true, FirstBlocks = false }
        : user == Key.Second ? this with { SecondIsErased = true, SecondBlocks = false }
        : this;

    /// <summary>What an erasure that this state knows leaves of a message. The message may have been read before.</summary>
    public ChatMessage AsErased(ChatMessage message) =>
        FirstIsErased || SecondIsErased ? (IsErased(message.Author) ? message.Erased() : message).WithoutReactions(FirstIsErased, SecondIsErased) : message;

    /// <summary>Whether a user's companion blocks the user.</summary>
    public bool IsBlocked(Login user) => user == Key.First ? SecondBlocks : FirstBlocks;

    /// <summary>Why nothing new of a user comes to the companion; null if it does.</summary>
    public ChatError? RefusalOfNew(Login user) =>
        IsErased(Key.CompanionOf(user)) ? ChatError.UserNotFound
        : IsBlocked(user) ? ChatError.Blocked
        : null;

    public bool IsErased(Login member) => member == Key.First ? FirstIsErased : SecondIsErased;

    public MemberStanding StandingOf(Login login) => login == Key.First ? First : Second;

    /// <summary>Whether a message is read: its recipient's marker has reached it.</summary>
    public bool IsRead(ChatMessage message) => message.IsRead(Key, First.ReadUpTo, Second.ReadUpTo);

    public Decision Decide(RoomCommand.Open open, long now) =>
        !IsOpenTo(open.Caller) ? Decision.NoSuchRoom
        : Exists ? Decision.Nothing
        : open.CompanionIsErased || IsErased(Key.CompanionOf(open.Caller)) ? Decision.Refuse(ChatError.UserNotFound)
        : IsBlocked(open.Caller) ? Decision.Refuse(ChatError.Blocked)
        : Decision.Accept(new RoomOpened(Key, now), null);

    /// <summary>Whether a message of this caller is considered at all: a stranger is refused before anything is looked up.</summary>
    public Decision Admit(RoomCommand.Post post) =>
        !IsOpenTo(post.Caller) || (!Exists && post.Key is null) ? Decision.NoSuchRoom : Decision.Nothing;

    /// <param name="post">The command.</param>
    /// <param name="first">The message that was sent with the same client id before, if there is one.</param>
    /// <param name="now">UTC milliseconds since 1970.</param>
    /// <param name="id">The id of the message, if it is new.</param>
    /// <param name="lastVisible">The latest message that anyone can have seen: only these can be answered.</param>
    public Decision Decide(RoomCommand.Post post, ChatMessage? first, long now, long id, long lastVisible)
    {
        if (Admit(post) is { Kind: DecisionKind.Refused } refused)
        {
            return refused;
        }

        if (first is not null)
        {
            return Decision.Repeat(first);
        }

        if (post is RoomCommand.PostAgain again)
        {
            return Decision.Refuse(again.Otherwise);
        }

        if (RefusalOfNew(post.Caller) is { } refusal)
        {
            return Decision.Refuse(refusal);
        }

        if (post.ReplyTo > lastVisible)
        {
            return Decision.Refuse(ChatError.MessageNotFound);
        }

        var message = new ChatMessage(Key.Number, id, LastSeq + 1, AsRegistered(post.Caller), post.Text, now, post.ClientMessageId)
        {
            Details = post.ReplyTo == 0 ? null : new MessageDetails(post.ReplyTo),
        };
        return Decision.Accept(
            Exists ? null : new RoomOpened(Key, now),
            new MessagePosted(Key, message, StandingOf(Key.CompanionOf(post.Caller)).Unread + 1));
    }

    /// <summary>Both users can read what was written, as long as it exists.</summary>
    public Decision Decide(RoomCommand.ReadHistory read) => AdmitReader(read.Caller);

    /// <inheritdoc cref="Decide(RoomCommand.ReadHistory)"/>
    public Decision Decide(RoomCommand.ReadChanges read) => AdmitReader(read.Caller);

    /// <summary>Whether a change of this caller is considered at all: a stranger is refused before anything is looked up.</summary>
    public Decision Admit(RoomCommand.ChangeMessage change) => !Exists || !IsOpenTo(change.Caller) ? Decision.NoSuchRoom : Decision.Nothing;

    /// <summary>Whether a marker of this caller is considered at all: a stranger is refused before anything is counted.</summary>
    public Decision Admit(RoomCommand.MarkRead read) => !Exists || !IsOpenTo(read.Caller) ? Decision.NoSuchRoom : Decision.Nothing;

    /// <summary>Whether a marker moves to somewhere in the middle: only then it matters how many messages it passes.</summary>
    public bool MovesWithin(RoomCommand.MarkRead read) => read.Seq > StandingOf(read.Caller).ReadUpTo && read.Seq < LastSeq;

    /// <param name="read">The command.</param>
    /// <param name="lastVisible">The latest message that anyone can have seen.</param>
    /// <param name="newlyRead">How many of the companion's messages are above the old marker, up to the new one; needed if it <see
    /// cref="MovesWithin"/>.</param>
    /// <param name="now">UTC milliseconds since 1970.</param>
    public Decision Decide(RoomCommand.MarkRead read, long lastVisible, long newlyRead, long now)
    {
        if (Admit(read) is { Kind: DecisionKind.Refused } refused)
        {
            return refused;
        }

        if (read.Seq < 1 || read.Seq > lastVisible)
        {
            return NoSuchSeq;
        }

        var standing = StandingOf(read.Caller);
        if (read.Seq <= standing.ReadUpTo)
        {
            return Decision.Nothing;
        }

        var unread = read.Seq == LastSeq ? 0 : standing.Unread - newlyRead;
        return Decision.Accept(null, new MessagesRead(Key, AsRegistered(read.Caller), standing.ReadUpTo, read.Seq, unread) { Time = now });
    }

    /// <param name="mark">The command.</param>
    /// <param name="lastVisible">The latest message that anyone can have seen.</param>
    /// <param name="rules">The rules in force.</param>
    /// <param name="now">UTC milliseconds since 1970.</param>
    public Decision Decide(RoomCommand.MarkDelivered mark, long lastVisible, RoomRules rules, long now) =>
        !Exists || !IsOpenTo(mark.Caller) ? Decision.NoSuchRoom
        : mark.Seq < 1 || mark.Seq > lastVisible ? NoSuchSeq
        : !rules.TracksDelivery || mark.Seq <= StandingOf(mark.Caller).DeliveredUpTo ? Decision.Nothing
        : Decision.Accept(null, new MessagesDelivered(Key, AsRegistered(mark.Caller), mark.Seq, now));

    /// <param name="set">The command.</param>
    /// <param name="now">UTC milliseconds since 1970.</param>
    /// <param name="anyMore">Whether the caller may block one more user.</param>
    public Decision Decide(RoomCommand.SetBlock set, long now, bool anyMore = true) =>
        !IsOpenTo(set.Caller) ? Decision.NoSuchRoom
        : set.Blocks && (set.CompanionIsErased || IsErased(Key.CompanionOf(set.Caller))) ? Decision.Refuse(ChatError.UserNotFound)
        : IsBlocked(Key.CompanionOf(set.Caller)) == set.Blocks ? Decision.AsBefore(new RoomReply.BlockTaken(set.RequestId))
        : set.Blocks && !anyMore ? Decision.Refuse(ChatError.TooManyBlocks)
        : Decision.Accept(null, new CompanionBlocked(Key, AsRegistered(set.Caller), set.Blocks, now));

    /// <summary>A sign is shown but not stored: nothing changes, or it is refused.</summary>
    public Decision Decide(RoomCommand.ShowSign show) =>
        !IsOpenTo(show.Caller) || !Exists ? Decision.NoSuchRoom
        : RefusalOfNew(show.Caller) is { } refusal ? Decision.Refuse(refusal)
        : Decision.Nothing;

    public Decision Decide(RoomCommand.EraseAuthor erase, long now) =>
        !Key.Has(erase.Caller) || !Exists ? Decision.NoSuchRoom : Decision.Accept(null, new AuthorErased(Key, AsRegistered(erase.Caller), LastSeq) { Time = now });

    /// <summary>The server and its operators ask only about rooms that are there.</summary>
    public Decision Decide(RoomCommand.SetRetention set, long now) =>
        !Exists ? Decision.NoSuchRoom : Decision.Accept(null, new RetentionSet(Key, set.Kept, now));

    /// <summary>The reply to a request that changed nothing.</summary>
    /// <param name="command">The request.</param>
    /// <param name="epoch">The epoch of the opening of the room's partition.</param>
    public RoomReply Unchanged(RoomCommand command, long epoch = 0) => command switch
    {
        RoomCommand.Open => new RoomReply.Opened(command.RequestId, Key, false, LastSeq) { Rev = Rev, AnyBlocks = AnyBlocks, Epoch = epoch },
        RoomCommand.MarkRead => new RoomReply.Marked(command.RequestId, StandingOf(command.Caller).ReadUpTo, true) { Unread = StandingOf(command.Caller).Unread },
        RoomCommand.MarkDelivered => new RoomReply.Marked(command.RequestId, StandingOf(command.Caller).DeliveredUpTo, true),
        _ => throw new InvalidOperationException($"{command.GetType().Name} always changes something."),
    };

    /// <summary>The state after an event. An unknown event throws, because skipping it would lose history.</summary>
    public RoomState Apply(RoomEvent happened) => happened switch
    {
        MessagePosted posted when posted.Message.Author == Key.First => this with { LastSeq = posted.Message.Seq, Second = Second with { Unread = posted.Unread } },
        MessagePosted posted => this with { LastSeq = posted.Message.Seq, First = First with { Unread = posted.Unread } },
        MessagesRead read when read.Reader == Key.First => this with { First = First.After(read) },
        MessagesRead read => this with { Second = Second.After(read) },
        MessageChanged changed => this with { Rev = Math.Max(Rev, changed.Rev) },
        MessagesDelivered delivered when delivered.Recipient == Key.First => this with { First = First.After(delivered) },
        MessagesDelivered delivered => this with { Second = Second.After(delivered) },
        CompanionBlocked blocked when blocked.Blocker == Key.First => this with { FirstBlocks = blocked.Blocks },
        CompanionBlocked blocked => this with { SecondBlocks = blocked.Blocks },
        OperationKept or MessagesExpired or RetentionSet => this,
        RoomOpened => this with { Exists = true },
        AuthorErased erased => WithErased(erased.Author),
        _ => throw new InvalidOperationException($"Unknown room event {happened.GetType().Name}."),
    };

    /// <summary>Whether a caller is one of the two users, and not erased.</summary>
    public bool IsOpenTo(Login caller) => Key.Has(caller) && !IsErased(caller);

    /// <summary>A caller in the registered spelling.</summary>
    public Login AsRegistered(Login caller) => caller == Key.First ? Key.First : Key.Second;

    private Decision AdmitReader(Login caller) => !Exists || !Key.Has(caller) ? Decision.NoSuchRoom : Decision.Nothing;
}
