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

    /// <summary>Up to which turn of the routes pending requests are known to be on the way that leads to their partition.</summary>
    private long _turn = shared.Rooms.Turn;

    /// <summary>By partition, while it changes its owner; null if none does.</summary>
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

        Ask(send.Tag, new RoomCommand.Post(room, key, caller, _inFlight.NextId(), send.Text, send.ClientMessageId) { ReplyTo = send.ReplyTo, TraceParent = send.Tag.Trace?.TraceParent });
    }

    public void PostAgain(SessionCommands.SendMessage send, RoomNumber room, RoomKey? key, ChatError otherwise) =>
        Ask(send.Tag, new RoomCommand.PostAgain(room, key, caller, _inFlight.NextId(), send.Text, send.ClientMessageId, otherwise) { TraceParent = send.Tag.Trace?.TraceParent });

    public void ReadHistory(SessionCommands.HaveRoom have) =>
        Ask(have.Tag, new RoomCommand.ReadHistory(have.Room, caller, _inFlight.NextId(), have.Before, have.After, have.Limit) { TraceParent = have.Tag.Trace?.TraceParent });

    public void MarkRead(SessionCommands.MarkRead read) =>
        Ask(read.Tag, new RoomCommand.MarkRead(read.Room, caller, _inFlight.NextId(), read.Seq) { TraceParent = read.Tag.Trace?.TraceParent });

    public void MarkDelivered(SessionCommands.MarkDelivered mark) =>
        Ask(mark.Tag, new RoomCommand.MarkDelivered(mark.Room, caller, _inFlight.NextId(), mark.Seq) { TraceParent = mark.Tag.Trace?.TraceParent });

    public void Edit(SessionCommands.EditMessage edit) =>
        Ask(edit.Tag, new RoomCommand.Edit(edit.Room, caller, _inFlight.NextId(), edit.Seq, edit.Text, edit.OperationId) { TraceParent = edit.Tag.Trace?.TraceParent });

    public void Delete(SessionCommands.DeleteMessage delete) =>
        Ask(delete.Tag, new RoomCommand.Delete(delete.Room, caller, _inFlight.NextId(), delete.Seq, delete.OperationId) { TraceParent = delete.Tag.Trace?.TraceParent });

    public void React(SessionCommands.React react) =>
        Ask(react.Tag, new RoomCommand.React(react.Room, caller, _inFlight.NextId(), react.Seq, react.Reaction, react.On) { TraceParent = react.Tag.Trace?.TraceParent });

    public void ReadChanges(SessionCommands.ReadChanges read) =>
        Ask(read.Tag, new RoomCommand.ReadChanges(read.Room, caller, _inFlight.NextId(), read.Since, read.Limit) { TraceParent = read.Tag.Trace?.TraceParent });

    public void SetBlock(SessionCommands.SetBlock set, RoomKey key, bool companionIsErased) =>
        Ask(set.Tag, new RoomCommand.SetBlock(key, caller, _inFlight.NextId(), set.Blocks, companionIsErased) { TraceParent = set.Tag.Trace?.TraceParent });

    public void Show(SessionCommands.ShowSign show) =>
        Ask(show.Tag, new RoomCommand.ShowSign(show.Room, caller, _inFlight.NextId(), show.Sign) { TraceParent = show.Tag.Trace?.TraceParent });

    /// <summary>For commands that no client asked for: nobody waits for the reply.</summary>
    public void EndTyping(RoomNumber room) => Tell(new RoomCommand.ShowSign(room, caller, RoomCommand.Unasked, Sign.TypingOff));

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

    /// <summary>Nothing is asked again; so nothing that is told after this has to wait. Only the ends of typing signs that wait are told.</summary>
    public void AbandonAll()
    {
        _inFlight.AbandonAll();
        var waiting = _moved?.Values.SelectMany(moved => moved.Waiting) ?? [];
        _moved = null;
        foreach (var sign in waiting.OfType<RoomCommand.ShowSign>().Where(sign => sign.Sign == Sign.TypingOff))
        {
            shared.Rooms.Tell(sign with { RequestId = RoomCommand.Unasked }, session);
        }
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
        else if (!shared.Rooms.TryTell(command, session, _turn))
        {
            TellAfterChange(command);
        }
    }

    /// <summary>Routes have changed: the request must not overtake those that went to another owner.</summary>
    private void TellAfterChange(RoomCommand command)
    {
        do
        {
            FollowRoutes(command.RequestId);
            if (_moved is not null && _moved.TryGetValue(PartitionOf(command), out var moved))
            {
                moved.Hold(command);
                return;
            }
        }
        while (!shared.Rooms.TryTell(command, session, _turn));
    }

    /// <summary>Whatever is pending at a partition whose route has changed is waited for before anything more is sent there.</summary>
    /// <param name="unsent">The request that is not sent yet.</param>
    private void FollowRoutes(long unsent)
    {
        var now = shared.Rooms.Turn;
        foreach (var partition in _inFlight.Ids(id => id != unsent).Select(PartitionOf).Distinct().ToList())
        {
            if (shared.Rooms[partition].Turn > _turn && _moved?.ContainsKey(partition) != true)
            {
                (_moved ??= []).Add(partition, new MovedRequests(PendingAt(partition, unsent)));
            }
        }

        _turn = now;
    }

    private IEnumerable<long> PendingAt(int partition, long unsent) => _inFlight.Ids(id => id != unsent).Where(id => PartitionOf(id) == partition);

    private int PartitionOf(RoomCommand command) => shared.Rooms.PartitionOf(command.Room);

    private int PartitionOf(long id) => PartitionOf(_inFlight.Find(id)!.Value.Command);

    private void Move(long requestId)
    {
        if (_inFlight.Find(requestId) is not { Command: var command })
        {
            return;
        }

        var partition = PartitionOf(command);
        if (!(_moved ??= []).TryGetValue(partition, out var moved))
        {
            _moved.Add(partition, moved = new MovedRequests(PendingAt(partition, RoomCommand.Unasked)));
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

    /// <summary>Sends what has not to wait any more, all in one turn of the routes.</summary>
    private void AskAgain(int partition, MovedRequests moved)
    {
        var route = shared.Rooms[partition];
        while (moved.Next is { } next)
        {
            if (next.RequestId != RoomCommand.Unasked && _inFlight.Find(next.RequestId) is null)
            {
                moved.Drop();
                continue;
            }

            var turn = moved.Turn ?? route.Turn;
            if (route.TryTell(next, session, turn))
            {
                moved.Asked(turn);
            }
            else
            {
                moved.WaitForAsked();
            }
        }

        if (moved.IsSettled)
        {
            End(partition, moved);
        }
    }

    /// <summary>From now on the partition's requests are sent as usual, unless its route has changed since they were sent again.</summary>
    private void End(int partition, MovedRequests moved)
    {
        FollowRoutes(RoomCommand.Unasked);
        if (moved.Turn is { } turn && shared.Rooms[partition].Turn > turn)
        {
            moved.WaitForAsked();
        }

        if (moved.IsSettled)
        {
            _moved!.Remove(partition);
            _moved = _moved.Count == 0 ? null : _moved;
        }
    }
}
