using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>A client's questions about all rooms of its user, which no single room can answer. Bounded by the edge's requests in flight.</summary>
internal sealed class ChatQueries(Login caller, SessionContext shared, IActorRef session)
{
    /// <summary>Sent to the session: the answer to a request; it refuses if the tables could not be asked in time.</summary>
    /// <param name="Request">The request.</param>
    /// <param name="Answer">The answer.</param>
    /// <param name="Failure">Why the tables could not be asked; null if they could.</param>
    public sealed record Answered(SessionCommands.Request Request, Answer Answer, Exception? Failure = null) : INoSerializationVerificationNeeded;

    private static readonly ChatError NoCursor = ChatError.InvalidRequest.Because("cursor must be one that sync has answered.");

    private int _underWay;

    public bool AnyUnderWay => _underWay > 0;

    public void Sync(SessionCommands.Sync sync) => Ask(sync, shared.Chats.SyncAsync(caller, sync.Cursor, sync.Limit), AnswerOf);

    public void ListBlocked(SessionCommands.ListBlocked list) => Ask(list, shared.Chats.BlockedAsync(caller), static logins => new Answer.Blocked(logins));

    /// <summary>A question is answered.</summary>
    public void End() => _underWay--;

    private Answer AnswerOf(SyncPage? page) => page is null ? new Answer.Refused(NoCursor) : new Answer.Synced(page, caller, shared.Epoch);

    private void Ask<T>(SessionCommands.Request request, Task<T> asking, Func<T, Answer> answer)
    {
        _underWay++;
        asking.WaitAsync(shared.Settings.RequestTimeout, shared.Clock).PipeTo(
            session,
            success: result => new Answered(request, answer(result)),
            failure: cause => new Answered(request, new Answer.Refused(ChatError.Unavailable), cause));
    }
}
