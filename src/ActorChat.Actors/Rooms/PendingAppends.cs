using ActorChat.Actors.Common;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>The events of a room that are on their way to the journal, in order. Bounded by the partition's <see cref="AppendBudget"/>.</summary>
internal sealed class PendingAppends
{
    private readonly Queue<PendingAppend> _queue = new();
    private PendingAppend? _last;
    private Dictionary<(Login Author, string ClientMessageId), PendingAppend>? _byClientId;

    public bool IsEmpty => _queue.Count == 0;

    public void Add(PendingAppend pending)
    {
        _queue.Enqueue(pending);
        _last = pending;
        if (pending.Message is { ClientMessageId: { } clientId } message)
        {
            (_byClientId ??= [])[(message.Author, clientId)] = pending;
        }
    }

    public PendingAppend? FindByClientId(Login author, string clientMessageId) => _byClientId?.GetValueOrDefault((author, clientMessageId));

    public PendingAppend TakeNext()
    {
        var pending = _queue.Dequeue();
        if (pending.Message is { ClientMessageId: { } clientId } message)
        {
            _byClientId!.Remove((message.Author, clientId));
        }

        return pending;
    }

    /// <summary>Replies to a request that changes nothing: after all pending events, or at once if there are none.</summary>
    /// <param name="command">The request.</param>
    /// <param name="asker">The sender.</param>
    /// <param name="durable">The room as it is on disk; null while its opening is pending.</param>
    public void ReplyAfterLast(RoomCommand command, IActorRef asker, RoomState? durable)
    {
        if (IsEmpty)
        {
            asker.Tell(durable!.Unchanged(command));
        }
        else
        {
            _last!.After(command, asker);
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
}
