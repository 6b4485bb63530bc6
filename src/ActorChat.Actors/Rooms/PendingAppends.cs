using ActorChat.Actors.Common;
using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>An event that the writer has and the journal not yet: who is told once it has.</summary>
internal sealed class PendingAppend(RoomCommand? command, IActorRef asker, ChatMessage? message)
{
    private List<(IActorRef Asker, long RequestId)>? _repeats;
    private List<(RoomCommand Command, IActorRef Asker, Func<RoomReply> Reply)>? _after;

    /// <summary>The request that brought it about; null for an opening that came with a message.</summary>
    public RoomCommand? Command => command;

    public IActorRef Asker => asker;

    public ChatMessage? Message => message;

    /// <summary>The same message was sent again meanwhile: its sender gets the first one's answer.</summary>
    public void Repeats(IActorRef repeater, long requestId) => (_repeats ??= []).Add((repeater, requestId));

    public void After(RoomCommand later, IActorRef laterAsker, Func<RoomReply> reply) => (_after ??= []).Add((later, laterAsker, reply));

    public void ReplyRepeats(ChatMessage stored)
    {
        foreach (var (repeater, requestId) in _repeats ?? [])
        {
            repeater.Tell(new RoomReply.Posted(requestId, stored, false, true));
        }
    }

    public void ReplyAfter()
    {
        foreach (var (_, laterAsker, reply) in _after ?? [])
        {
            laterAsker.Tell(reply());
        }
    }

    public void Refuse()
    {
        if (command is not null)
        {
            asker.Tell(new RoomReply.Refused(command.RequestId, ChatError.Unavailable));
        }

        foreach (var (repeater, requestId) in _repeats ?? [])
        {
            repeater.Tell(new RoomReply.Refused(requestId, ChatError.Unavailable));
        }

        foreach (var (later, laterAsker, _) in _after ?? [])
        {
            laterAsker.Tell(new RoomReply.Refused(later.RequestId, ChatError.Unavailable));
        }
    }
}

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

    /// <summary>Replies behind everything that is under way, or at once where nothing is.</summary>
    public void ReplyAfterLast(RoomCommand command, IActorRef asker, Func<RoomReply> reply)
    {
        if (IsEmpty)
        {
            asker.Tell(reply());
        }
        else
        {
            _last!.After(command, asker, reply);
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
