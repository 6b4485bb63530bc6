using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Testing;

/// <summary>The rows of one room. Applying an event again changes nothing.</summary>
internal sealed class MemoryRoom(RoomKey key)
{
    private readonly Dictionary<Login, MemberStanding> _standings = [];

    public SortedDictionary<long, ChatMessage> Messages { get; } = [];

    public void Apply(RoomEvent happened)
    {
        switch (happened)
        {
            case MessagePosted posted:
                Messages[posted.Message.Seq] = posted.Message;
                var recipient = key.CompanionOf(posted.Message.Author);
                _standings[recipient] = StandingOf(recipient) with { Unread = posted.Unread };
                break;
            case AuthorErased erased:
                foreach (var message in Messages.Values.Where(message => message.Author == erased.Author && message.Seq <= erased.UpTo).ToList())
                {
                    Messages[message.Seq] = message.Erased();
                }

                break;
            case MessagesRead read:
                _standings[read.Reader] = new MemberStanding(read.UpTo, read.Unread);
                break;
        }
    }

    public StoredRoom ToStored(int messages)
    {
        var latest = Messages.Values.TakeLast(messages).ToList();
        var older = Messages.Values.SkipLast(messages).Any(message => message.ClientMessageId is not null);
        return new StoredRoom(key, Messages.Count == 0 ? 0 : Messages.Keys.Last(), StandingOf(key.First), StandingOf(key.Second), latest, older);
    }

    public IReadOnlyList<ChatMessage> Page(long? before, long? after, int limit)
    {
        var within = Messages.Values.Where(message => (before is null || message.Seq < before) && (after is null || message.Seq > after));
        return [.. after is not null ? within.Take(limit) : within.TakeLast(limit)];
    }

    private MemberStanding StandingOf(Login login) => _standings.GetValueOrDefault(login);
}
