using ActorChat.Actors.Common;

namespace ActorChat.Actors.Rooms;

/// <summary>The rules of a dialog. Immutable, without actors, clock or I/O: a command and the time go in, a decision comes out.</summary>
/// <param name="Key">The two users.</param>
/// <param name="Exists">Whether the dialog was opened.</param>
/// <param name="LastSeq">The number of the latest message.</param>
/// <param name="First">How far the key's first user has read.</param>
/// <param name="Second">How far the key's second user has read.</param>
public sealed record RoomState(RoomKey Key, bool Exists, long LastSeq, MemberStanding First, MemberStanding Second)
{
    /// <summary>Whether an operator has erased the key's first user, and the second. What was written stays readable; nothing new is accepted.</summary>
    public bool FirstIsErased { get; init; }

    public bool SecondIsErased { get; init; }

    /// <summary>A dialog that nobody has opened yet.</summary>
    public static RoomState Unopened(RoomKey key) => new(key, false, 0, default, default);

    public static RoomState From(StoredRoom stored) => new(stored.Key, true, stored.LastSeq, stored.First, stored.Second)
    {
        FirstIsErased = stored.FirstIsErased,
        SecondIsErased = stored.SecondIsErased,
    };

    /// <summary>The state after an operator has erased a user.</summary>
    public RoomState WithErased(Login user) => user == Key.First ? this with { FirstIsErased = true } : user == Key.Second ? this with { SecondIsErased = true } : this;

    public bool IsErased(Login member) => member == Key.First ? FirstIsErased : SecondIsErased;

    public MemberStanding StandingOf(Login login) => login == Key.First ? First : Second;

    /// <summary>Whether a message is read: its recipient's marker has reached it.</summary>
    public bool IsRead(ChatMessage message) => StandingOf(Key.CompanionOf(message.Author)).ReadUpTo >= message.Seq;

    public Decision Decide(RoomCommand.Open open, long now) =>
        !IsOpenTo(open.Caller) ? Decision.NoSuchRoom
        : Exists ? Decision.Nothing
        : open.CompanionIsErased || IsErased(Key.CompanionOf(open.Caller)) ? Decision.Refuse(ChatError.UserNotFound)
        : Decision.Accept(new RoomOpened(Key, now), null);

    /// <summary>Whether a message of this caller is considered at all: a stranger is refused before anything is looked up.</summary>
    public Decision Admit(RoomCommand.Post post) =>
        !IsOpenTo(post.Caller) || (!Exists && post.Key is null) ? Decision.NoSuchRoom : Decision.Nothing;

    /// <param name="post">The command.</param>
    /// <param name="first">The message that was sent with the same client id before, if there is one.</param>
    /// <param name="now">UTC milliseconds since 1970.</param>
    /// <param name="id">The id of the message, if it is new.</param>
    public Decision Decide(RoomCommand.Post post, ChatMessage? first, long now, long id)
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

        if (IsErased(Key.CompanionOf(post.Caller)))
        {
            return Decision.Refuse(ChatError.UserNotFound);
        }

        var message = new ChatMessage(Key.Number, id, LastSeq + 1, AsRegistered(post.Caller), post.Text, now, post.ClientMessageId);
        return Decision.Accept(
            Exists ? null : new RoomOpened(Key, now),
            new MessagePosted(Key, message, StandingOf(Key.CompanionOf(post.Caller)).Unread + 1));
    }

    /// <summary>Both users can read what was written, as long as it exists.</summary>
    public Decision Decide(RoomCommand.ReadHistory read) => !Exists || !Key.Has(read.Caller) ? Decision.NoSuchRoom : Decision.Nothing;

    /// <summary>Whether a marker of this caller is considered at all: a stranger is refused before anything is counted.</summary>
    public Decision Admit(RoomCommand.MarkRead read) => !Exists || !IsOpenTo(read.Caller) ? Decision.NoSuchRoom : Decision.Nothing;

    /// <summary>Whether a marker moves to somewhere in the middle: only then it matters how many messages it passes.</summary>
    public bool MovesWithin(RoomCommand.MarkRead read) => read.Seq > StandingOf(read.Caller).ReadUpTo && read.Seq < LastSeq;

    /// <param name="read">The command.</param>
    /// <param name="lastVisible">The latest message that anyone can have seen.</param>
    /// <param name="newlyRead">How many of the companion's messages are above the old marker, up to the new one; needed if it <see
    /// cref="MovesWithin"/>.</param>
    public Decision Decide(RoomCommand.MarkRead read, long lastVisible, long newlyRead)
    {
        if (Admit(read) is { Kind: DecisionKind.Refused } refused)
        {
            return refused;
        }

        if (read.Seq < 1 || read.Seq > lastVisible)
        {
            return Decision.Refuse(ChatError.InvalidRequest.Because("seq must be the number of a message of the room."));
        }

        var standing = StandingOf(read.Caller);
        if (read.Seq <= standing.ReadUpTo)
        {
            return Decision.Nothing;
        }

        var unread = read.Seq == LastSeq ? 0 : standing.Unread - newlyRead;
        return Decision.Accept(null, new MessagesRead(Key, AsRegistered(read.Caller), standing.ReadUpTo, read.Seq, unread));
    }

    /// <summary>A sign is shown but not stored: nothing changes, or it is refused.</summary>
    public Decision Decide(RoomCommand.ShowSign show) =>
        !IsOpenTo(show.Caller) || !Exists ? Decision.NoSuchRoom
        : IsErased(Key.CompanionOf(show.Caller)) ? Decision.Refuse(ChatError.UserNotFound)
        : Decision.Nothing;

    public Decision Decide(RoomCommand.EraseAuthor erase) =>
        !Key.Has(erase.Caller) || !Exists ? Decision.NoSuchRoom : Decision.Accept(null, new AuthorErased(Key, AsRegistered(erase.Caller), LastSeq));

    /// <summary>The reply to a request that changed nothing.</summary>
    public RoomReply Unchanged(RoomCommand command) => command switch
    {
        RoomCommand.Open => new RoomReply.Opened(command.RequestId, Key, false, LastSeq),
        RoomCommand.MarkRead => new RoomReply.Marked(command.RequestId, StandingOf(command.Caller).ReadUpTo, true),
        _ => throw new InvalidOperationException($"{command.GetType().Name} always changes something."),
    };

    /// <summary>The state after an event. An unknown event throws, because skipping it would lose history.</summary>
    public RoomState Apply(RoomEvent happened) => happened switch
    {
        MessagePosted posted when posted.Message.Author == Key.First => this with { LastSeq = posted.Message.Seq, Second = Second with { Unread = posted.Unread } },
        MessagePosted posted => this with { LastSeq = posted.Message.Seq, First = First with { Unread = posted.Unread } },
        MessagesRead read when read.Reader == Key.First => this with { First = new MemberStanding(read.UpTo, read.Unread) },
        MessagesRead read => this with { Second = new MemberStanding(read.UpTo, read.Unread) },
        RoomOpened => this with { Exists = true },
        AuthorErased erased => WithErased(erased.Author),
        _ => throw new InvalidOperationException($"Unknown room event {happened.GetType().Name}."),
    };

    /// <summary>Whether a caller is one of the two users, and not erased.</summary>
    public bool IsOpenTo(Login caller) => Key.Has(caller) && !IsErased(caller);

    private Login AsRegistered(Login caller) => caller == Key.First ? Key.First : Key.Second;
}
