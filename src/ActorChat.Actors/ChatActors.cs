using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Sessions;
using Akka.Actor;

namespace ActorChat.Actors;

/// <summary>The doors of the actor system, as the edge uses them.</summary>
public interface IChatActors
{
    /// <summary>Starts the session of a client that was let in; null when the node holds as many sessions as it may.</summary>
    Task<IActorRef?> OpenSessionAsync(Login login, string tokenId, string sessionId, IConnection connection);

    /// <summary>Ends the live sessions of a login that this token opened, or all of them; the answer is how many.</summary>
    Task<int> EndSessionsAsync(Login login, string? tokenId, CloseReason reason);

    /// <summary>Those of the given logins that have a live session.</summary>
    Task<IReadOnlySet<Login>> WhoIsOnlineAsync(IReadOnlyCollection<Login> logins);

    /// <summary>How many room partitions are open, of how many: all of them means ready.</summary>
    (int Open, int All) RoomPartitions { get; }

    /// <summary>Completes when every room partition is open.</summary>
    Task WhenReadyAsync(CancellationToken stop);
}
