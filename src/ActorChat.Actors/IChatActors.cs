using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using Akka.Actor;

namespace ActorChat.Actors;

/// <summary>The doors of the actor system, as the edge uses them.</summary>
public interface IChatActors
{
    /// <summary>
    /// Starts the session of a client that was let in. Nothing is sent to the connection before <see cref="SessionCommands.ConnectionReady"/>. Whoever ends the token after it was
    /// checked and before the session is open does not reach this session: check it once more. When the token ends by itself, so does
    /// the session.
    /// </summary>
    Task<SessionDirectory.SessionOpening> OpenSessionAsync(Login login, string tokenId, long tokenEndsAt, string sessionId, IConnection connection);

    /// <summary>Ends the live sessions of a login that these tokens opened, or all of them (null); the answer is how many.</summary>
    Task<int> EndSessionsAsync(Login login, IReadOnlyCollection<string>? tokenIds, CloseReason reason);

    /// <summary>Those of the given logins that have a live session, and when those who left lately did: ask for it after reading the accounts.</summary>
    Task<RegistryCommands.Online> WhoIsOnlineAsync(IReadOnlyCollection<Login> logins);

    /// <summary>How many room partitions are open, of how many: all of them means ready.</summary>
    (int Open, int All) RoomPartitions { get; }

    /// <summary>Completes when every room partition is open.</summary>
    Task WhenReadyAsync(CancellationToken stop);

    /// <summary>What waits in the mailbox of each room partition.</summary>
    IReadOnlyList<int> RoomMailboxes { get; }

    /// <summary>Live sessions, of one login or of all, in no order.</summary>
    Task<IReadOnlyList<(Login Login, string SessionId)>> ListSessionsAsync(Login? login, int limit);

    /// <summary>Ends one session; false when there is none of that id.</summary>
    Task<bool> EndSessionAsync(string sessionId, CloseReason reason);

    /// <summary>Rooms that are in memory, in no order, and how many there are in all.</summary>
    Task<(IReadOnlyList<RoomNumber> Rooms, int Count)> ListAwakeRoomsAsync(int limit);

    /// <summary>Tells the rooms that are awake of a user whom the tables hold as erased: when the answer comes, no later request is decided without knowing it.</summary>
    Task TellErasedAsync(Login user);

    /// <summary>Leaves of what a user wrote in a room only the messages' places; false when it could not be done now. Safe to repeat.</summary>
    Task<bool> EraseAuthorAsync(RoomNumber room, Login author);

    /// <summary>Rids the journals of all that they hold now, which the tables have; false when it could not be done now.</summary>
    Task<bool> EmptyJournalsAsync();

    /// <summary>
    /// The server stops: tells so many of the sessions to leave once what they have under way is answered. No session is opened from
    /// the first time on. The answer is how many are alive, and how many of them were not told yet.
    /// </summary>
    Task<SessionDirectory.Live> LeaveWaveAsync(int count);

    /// <summary>Completes when there is no session any more.</summary>
    Task WhenAllLeftAsync(CancellationToken stop);

    /// <summary>Saves what is only in memory (when users were last seen); called when the server stops, after the sessions have ended.</summary>
    Task FlushAsync();
}
