using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using ActorChat.Actors.Sessions;
using Akka.Actor;

namespace ActorChat.Actors;

/// <summary>The interface of the actor system for the edge.</summary>
public interface IChatActors
{
    /// <summary>
    /// Starts the session of an admitted client. Nothing is sent to the connection before <see cref="SessionCommands.ConnectionReady"/>. If the token is
    /// ended after it was checked and before the session is open, this session is not reached: check the token again afterwards. When the token expires, the
    /// session ends too.
    /// </summary>
    Task<SessionDirectory.SessionOpening> OpenSessionAsync(Login login, string tokenId, long tokenEndsAt, string sessionId, IConnection connection);

    /// <summary>Ends the live sessions of a login that these tokens opened, or all of them (null); returns how many.</summary>
    Task<int> EndSessionsAsync(Login login, IReadOnlyCollection<string>? tokenIds, CloseReason reason);

    /// <summary>Those of the given logins that have a live session, and when those who left recently did. Ask for it after reading the accounts.</summary>
    Task<RegistryCommands.Online> WhoIsOnlineAsync(IReadOnlyCollection<Login> logins);

    /// <summary>How many room partitions are open, in a cluster on any node, and how many there are: if all are open, the node is ready.</summary>
    (int Open, int All) RoomPartitions { get; }

    /// <summary>Completes when every room partition is open.</summary>
    Task WhenReadyAsync(CancellationToken stop);

    /// <summary>The number of messages in the mailbox of each room partition.</summary>
    IReadOnlyList<int> RoomMailboxes { get; }

    /// <summary>Live sessions on this node, of one login or of all, in no order.</summary>
    /// <param name="login">The login; null for all.</param>
    /// <param name="limit">The most sessions.</param>
    /// <param name="prefix">Only logins whose keys begin with this; null or empty for all.</param>
    Task<IReadOnlyList<(Login Login, string SessionId)>> ListSessionsAsync(Login? login, int limit, string? prefix = null);

    /// <summary>Ends one session; false if there is none with that id.</summary>
    Task<bool> EndSessionAsync(string sessionId, CloseReason reason);

    /// <summary>The room partitions that are open on this node.</summary>
    IReadOnlyList<int> PartitionsHere { get; }

    /// <summary>Rooms in the memory of this node, in no order, and how many there are in all.</summary>
    Task<(IReadOnlyList<RoomNumber> Rooms, int Count)> ListAwakeRoomsAsync(int limit);

    /// <summary>
    /// Tells the awake rooms about a user that the tables mark as erased. After the answer, every later request is decided with that knowledge.
    /// </summary>
    Task TellErasedAsync(Login user);

    /// <summary>Erases what a user wrote in a room: only the messages' places stay. False if it is not possible now. Safe to repeat.</summary>
    Task<bool> EraseAuthorAsync(RoomNumber room, Login author);

    /// <summary>Whether the partition of a room is open on this node.</summary>
    bool IsHere(RoomNumber room);

    /// <summary>
    /// Removes the oldest texts of a room that were kept long enough, a bounded number of them. Returns whether there may be more; null if it is not possible now.
    /// Safe to repeat.
    /// </summary>
    /// <param name="room">The room.</param>
    /// <param name="member">One of its users.</param>
    Task<bool?> ExpireAsync(RoomNumber room, Login member);

    /// <summary>Sets how long a room's texts are kept. False if it is not possible now. Safe to repeat.</summary>
    /// <param name="room">The room.</param>
    /// <param name="member">One of its users.</param>
    /// <param name="kept">In milliseconds; 0 for ever, null as the settings say.</param>
    Task<bool> SetRetentionAsync(RoomNumber room, Login member, long? kept);

    /// <summary>Removes everything from the journals that they hold now and the tables have; false if it is not possible now.</summary>
    Task<bool> EmptyJournalsAsync();

    /// <summary>
    /// The server stops: tells this many sessions to leave once their pending requests are answered. From the first call on, no session is opened. Returns
    /// how many are alive, and how many of them were not told yet.
    /// </summary>
    Task<SessionDirectory.Live> LeaveWaveAsync(int count);

    /// <summary>Completes when there are no sessions left.</summary>
    Task WhenAllLeftAsync(CancellationToken stop);

    /// <summary>Saves what is only in memory (when users were last seen); called when the server stops, after the sessions have ended.</summary>
    Task FlushAsync();
}
