using ActorChat.Actors.Common;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>The events of a room that are on their way to the journal, in order. Bounded by the partition's <see cref="AppendBudget"/>.</summary>
internal sealed class PendingAppends
{
    private readonly Queue<PendingAppend> _queue = new();
    private PendingAppend? _last;
    private Dictionary<(Login Author, string ClientMessageId), PendingAppend>? _byClientId;
    private Dictionary<(Login By, string OperationId), PendingAppend>? _byOperation;

    /// <summary>By a message's number, its latest change.</summary>
    private Dictionary<long, PendingAppend>? _changes;

    public bool IsEmpty => _queue.Count == 0;

    public void Add(PendingAppend pending)
    {
        _queue.Enqueue(pending);
        _last = pending;
        if (pending.IsChange)
        {
            (_changes ??= [])[pending.Message!.Seq] = pending;
        }
        else if (pending.Message is { ClientMessageId: { } clientId } message)
        {
            (_byClientId ??= [])[(message.Author, clientId)] = pending;
        }

        if (OperationOf(pending) is { } operation)
        {
            (_byOperation ??= [])[operation] = pending;
        }
    }

    public PendingAppend? FindByClientId(Login author, string clientMessageId) => _byClientId?.GetValueOrDefault((author, clientMessageId));

    /// <summary>A user's change with this id, also one that changes nothing.</summary>
    public PendingAppend? FindOperation(Login by, string operationId) => _byOperation?.GetValueOrDefault((by, operationId));

    /// <summary>A message as it will be once everything that was decided is on disk; null if no change of it is pending.</summary>
    public ChatMessage? FindChanged(long seq) => _changes?.GetValueOrDefault(seq)?.Message;

    public PendingAppend TakeNext()
    {
        var pending = _queue.Dequeue();
        if (pending.IsChange)
        {
            Forget(pending);
        }
        else if (pending.Message is { ClientMessageId: { } clientId } message)
        {
            _byClientId!.Remove((message.Author, clientId));
        }

        if (OperationOf(pending) is { } operation)
        {
            _byOperation!.Remove(operation);
        }

        return pending;
    }

    /// <summary>Replies to a request that changes nothing: after all pending events, or at once if there are none.</summary>
    /// <param name="command">The request.</param>
    /// <param name="reply">Its answer; null if it follows from the room's state.</param>
    /// <param name="asker">The sender.</param>
    /// <param name="durable">The room as it is on disk; null while its opening is pending.</param>
    /// <param name="epoch">The epoch of the opening of its partition.</param>
    public void ReplyAfterLast(RoomCommand command, RoomReply? reply, IActorRef asker, RoomState? durable, long epoch)
    {
        if (IsEmpty)
        {
            asker.Tell(reply ?? durable!.Unchanged(command, epoch));
        }
        else
        {
            _last!.After(command, reply, asker);
        }
    }

    /// <summary>Gives up the first events, which may be stored or not: nobody is answered.</summary>
    public void Abandon(int count)
    {
        while (count-- > 0 && !IsEmpty)
        {
            TakeNext().Abandon();
        }
    }

    public void RefuseAll()
    {
        while (_queue.TryDequeue(out var pending))
        {
            pending.Refuse();
        }
    }

    private void Forget(PendingAppend pending)
    {
        var seq = pending.Message!.Seq;
        if (_changes!.GetValueOrDefault(seq) == pending)
        {
            _changes!.Remove(seq);
        }
    }

    private static (Login By, string OperationId)? OperationOf(PendingAppend pending) =>
        pending.Command is RoomCommand.ChangeMessage { OperationId: { } id } change ? (change.Caller, id) : null;
}
