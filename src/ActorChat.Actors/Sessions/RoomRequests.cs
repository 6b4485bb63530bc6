using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>Asks the rooms on behalf of a client: each request becomes a command, kept until the room has replied or its time is up.</summary>
internal sealed class RoomRequests(Login caller, SessionContext shared, IActorRef session, SessionTimers timers)
{
    /// <summary>Told to the session when a request may be late.</summary>
    public sealed record LookForLate : INoSerializationVerificationNeeded
    {
        public static readonly LookForLate Instance = new();
    }

    private readonly RequestsInFlight _inFlight = new();
    private bool _watchingTime;

    public bool IsEmpty => _inFlight.IsEmpty;

    public void Open(SessionCommands.Request join, RoomKey key, bool companionIsErased) =>
        Ask(join.Tag, new RoomCommand.Open(key, caller, _inFlight.NextId(), companionIsErased) { TraceParent = join.Tag.Trace?.TraceParent });

    public void Post(SessionCommands.SendMessage send, RoomNumber room, RoomKey? key)
    {
        if (send is SessionCommands.SendAgain again)
        {
            PostAgain(send, room, key, again.Otherwise);
            return;
        }

        Ask(send.Tag, new RoomCommand.Post(room, key, caller, _inFlight.NextId(), send.Text, send.ClientMessageId) { TraceParent = send.Tag.Trace?.TraceParent });
    }

    public void PostAgain(SessionCommands.SendMessage send, RoomNumber room, RoomKey? key, ChatError otherwise) =>
        Ask(send.Tag, new RoomCommand.PostAgain(room, key, caller, _inFlight.NextId(), send.Text, send.ClientMessageId, otherwise) { TraceParent = send.Tag.Trace?.TraceParent });

    public void ReadHistory(SessionCommands.HaveRoom have) =>
        Ask(have.Tag, new RoomCommand.ReadHistory(have.Room, caller, _inFlight.NextId(), have.Before, have.After, have.Limit) { TraceParent = have.Tag.Trace?.TraceParent });

    public void MarkRead(SessionCommands.MarkRead read) =>
        Ask(read.Tag, new RoomCommand.MarkRead(read.Room, caller, _inFlight.NextId(), read.Seq) { TraceParent = read.Tag.Trace?.TraceParent });

    public void SetTyping(SessionCommands.SetTyping typing) =>
        Ask(typing.Tag, new RoomCommand.SetTyping(typing.Room, caller, _inFlight.NextId(), typing.Typing) { TraceParent = typing.Tag.Trace?.TraceParent });

    /// <summary>What no client asked for: nobody waits for the reply.</summary>
    public void EndTyping(RoomNumber room) => shared.Rooms.Tell(new RoomCommand.SetTyping(room, caller, RequestsInFlight.Unasked, false), session);

    /// <summary>The request that a room replied to; null where nobody waits for the reply any more.</summary>
    public RequestsInFlight.Request? Take(RoomReply reply) => _inFlight.Take(reply.RequestId);

    /// <summary>Requests whose time is up; the others are looked at again.</summary>
    public IReadOnlyList<RequestsInFlight.Request> TakeLate()
    {
        var late = _inFlight.TakeOlderThan(shared.Settings.RequestTimeout, shared.Clock);
        _watchingTime = !_inFlight.IsEmpty;
        if (_watchingTime)
        {
            timers.TellAfter(shared.Settings.RequestTimeout / 2, LookForLate.Instance);
        }

        return late;
    }

    public void AbandonAll() => _inFlight.AbandonAll();

    private void Ask(RequestTag tag, RoomCommand command)
    {
        if (!_watchingTime)
        {
            _watchingTime = true;
            timers.TellAfter(shared.Settings.RequestTimeout, LookForLate.Instance);
        }

        _inFlight.Add(command, tag, shared.Clock.GetTimestamp());
        shared.Rooms.Tell(command, session);
    }
}
