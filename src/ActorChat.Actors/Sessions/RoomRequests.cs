using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>Asks the rooms for a client: each request becomes a command, kept until the room has replied or its time is up.</summary>
internal sealed class RoomRequests(Login caller, SessionContext shared, IActorRef session, SessionTimers timers)
{
    /// <summary>Sent to the session when a request may be late.</summary>
    public sealed record LookForLate : INoSerializationVerificationNeeded
    {
        public static readonly LookForLate Instance = new();
    }

    private readonly RequestsInFlight _inFlight = new();
    private bool _watchingTime;

    /// <summary>By partition, while it is handed over; null if none is.</summary>
    private Dictionary<int, MovedRequests>? _moved;

    public bool IsEmpty => _inFlight.IsEmpty;

    /// <summary>Whether a request to this partition waits for its reply.</summary>
    public bool AnyTo(int partition) => _inFlight.IdsWhere(room => shared.Rooms.PartitionOf(room) == partition).Any();

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

    public void Show(SessionCommands.ShowSign show) =>
        Ask(show.Tag, new RoomCommand.ShowSign(show.Room, caller, _inFlight.NextId(), show.Sign) { TraceParent = show.Tag.Trace?.TraceParent });

    /// <summary>For commands that no client asked for: nobody waits for the reply.</summary>
    public void EndTyping(RoomNumber room) => Tell(new RoomCommand.ShowSign(room, caller, RequestsInFlight.Unasked, Sign.TypingOff));

    /// <summary>The request that a room replied to; null if nobody waits for the reply any more, or if the request will be sent again.</summary>
    public RequestsInFlight.Request? Take(RoomReply reply)
    {
        if (reply is RoomReply.Moved)
        {
            Move(reply.RequestId);
            return null;
        }

        var request = _inFlight.Take(reply.RequestId);
        if (_moved is not null && request is { } answered)
        {
            EndMoved(answered.Command);
        }

        return request;
    }

    /// <summary>Requests whose time is up; the others are checked again later.</summary>
    public IReadOnlyList<RequestsInFlight.Request> TakeLate()
    {
        var late = _inFlight.TakeOlderThan(shared.Settings.RequestTimeout, shared.Clock);
        foreach (var request in late)
        {
            EndMoved(request.Command);
        }

        _watchingTime = !_inFlight.IsEmpty;
        if (_watchingTime)
        {
            timers.TellAfter(shared.Settings.RequestTimeout / 2, LookForLate.Instance);
        }

        return late;
    }

    /// <summary>Nothing is asked again; so nothing that is told after this has to wait.</summary>
    public void AbandonAll()
    {
        _inFlight.AbandonAll();
        _moved = null;
    }

    private void Ask(RequestTag tag, RoomCommand command)
    {
        if (!_watchingTime)
        {
            _watchingTime = true;
            timers.TellAfter(shared.Settings.RequestTimeout, LookForLate.Instance);
        }

        _inFlight.Add(command, tag, shared.Clock.GetTimestamp());
        Tell(command);
    }

    private void Tell(RoomCommand command)
    {
        if (_moved is not null && _moved.TryGetValue(PartitionOf(command), out var moved))
        {
            moved.Hold(command);
        }
        else
        {
            shared.Rooms.Tell(command, session);
        }
    }

    private int PartitionOf(RoomCommand command) => shared.Rooms.PartitionOf(command.Room);

    private void Move(long requestId)
    {
        if (_inFlight.Find(requestId) is not { Command: var command })
        {
            return;
        }

        var partition = PartitionOf(command);
        if (!(_moved ??= []).TryGetValue(partition, out var moved))
        {
            _moved.Add(partition, moved = new MovedRequests(_inFlight.IdsWhere(room => shared.Rooms.PartitionOf(room) == partition)));
        }

        moved.Moved(command);
        AskAgain(partition, moved);
    }

    private void EndMoved(RoomCommand ended)
    {
        if (_moved is not null && PartitionOf(ended) is var partition && _moved.TryGetValue(partition, out var moved))
        {
            moved.Ended(ended.RequestId);
            AskAgain(partition, moved);
        }
    }

    private void AskAgain(int partition, MovedRequests moved)
    {
        if (moved.IsSettled)
        {
            _moved!.Remove(partition);
            _moved = _moved.Count == 0 ? null : _moved;
        }

        foreach (var command in moved.TakeToAsk().Where(command => command.RequestId == RequestsInFlight.Unasked || _inFlight.Find(command.RequestId) is not null))
        {
            shared.Rooms.Tell(command, session);
        }
    }
}
