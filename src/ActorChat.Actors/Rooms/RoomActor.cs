using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;
using ActorChat.Actors.Tracing;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// One dialog: decides by <see cref="RoomState"/>, appends through its partition's writer, and only then replies and publishes.
/// Holds nothing that the tables and the journal do not: it sleeps when idle and is replaced when it fails.
/// Child of <see cref="RoomPartition"/>, which must not let two of the same room live at once.
/// </summary>
public sealed class RoomActor : RoomLife
{
    private readonly RoomMemory _memory;
    private readonly PendingAppends _pending = new();
    private readonly RoomLookups _reads;

    /// <summary>What was decided, including what is not on disk yet.</summary>
    private RoomState? _decided;

    /// <summary>What is on disk: all that anyone is shown.</summary>
    private RoomState? _durable;

    private RoomActor(RoomNumber number, RoomPartitionContext shared)
        : base(number, shared)
    {
        _memory = new RoomMemory(shared.Settings);
        _reads = new RoomLookups(shared.Tables, Self, shared.Settings.Page.Bytes);
    }

    public static Props Props(RoomNumber number, RoomPartitionContext shared) =>
        Akka.Actor.Props.CreateBy(new Producer<RoomActor>(() => new RoomActor(number, shared)));

    private protected override RoomKey? Key => _decided?.Key;

    private protected override void Awake(object message)
    {
        switch (message)
        {
            case RoomCommand command when IsHolding: Wait(command, Sender); break;
            case RoomCommand command: Handle(command, Sender); break;
            case WriterCommands.Appended appended: Appended(appended); break;
            case RoomLookups.Result result: TakeRead(result); break;
            case RoomLookups.OlderClientIds older: ReadOlderClientIds(_memory.RememberOlder(older.Ids)); break;
            case RoomLookups.OlderClientIdsUnread unread: StopReadingClientIds(unread.Cause); break;
            case PartitionCommands.UserErased erased: TakeErased(erased.User); break;
            case RoomOrders.Sleep: SleepIf(_pending.IsEmpty && _reads.IsIdle); break;
            case RoomOrders.End: End(); break;
            default: Unhandled(message); break;
        }
    }

    private void TakeRead(RoomLookups.Result result)
    {
        _reads.End(result);
        switch (result)
        {
            case RoomLookups.Found found: StopLooking(found); break;
            case RoomLookups.PageRead read: ReplyPage(read.Read, read.Asker, read.Page); break;
            case RoomLookups.Counted counted: MarkRead(counted.Read, counted.Asker, counted); break;
            case RoomLookups.Failed failed: FailToRead(failed); break;
        }
    }

    private protected override void Remember(StoredRoom? stored)
    {
        if (stored is not null)
        {
            _decided = _durable = WithErased(RoomState.From(stored));
            _memory.Remember(stored);
        }
    }

    /// <summary>What is under way stays; what is decided from now on knows of it.</summary>
    private void TakeErased(Login user)
    {
        RememberErased(user);
        if (_decided is not null)
        {
            _durable = WithErased(_durable ?? RoomState.Unopened(_decided.Key));
            _decided = WithErased(_decided);
        }
    }

    private RoomState WithErased(RoomState room) => Erased.Aggregate(room, (state, user) => state.WithErased(user));

    private protected override void Handle(RoomCommand command, IActorRef asker)
    {
        if (command.Trace is null)
        {
            Decide(command, asker);
            return;
        }

        using var span = ChatTraces.Begin("room", command.Trace);
        Decide(command with { Trace = span }, asker);
    }

    private void Decide(RoomCommand command, IActorRef asker)
    {
        switch (command)
        {
            case RoomCommand.Post post: Post(post, asker); break;
            case RoomCommand.Open open: Open(open, asker); break;
            case RoomCommand.ReadHistory read: ReadHistory(read, asker); break;
            case RoomCommand.MarkRead read: MarkRead(read, asker, null); break;
            case RoomCommand.SetTyping typing: SetTyping(typing, asker); break;
            case RoomCommand.EraseAuthor erase: Run(_decided?.Decide(erase) ?? Decision.Refuse(ChatError.RoomNotFound), erase, asker); break;
            default: Unhandled(command); break;
        }
    }

    private void Open(RoomCommand.Open open, IActorRef asker)
    {
        _decided ??= WithErased(RoomState.Unopened(open.Key));
        var decision = _decided.Decide(open, Now());
        if (decision is { Refusal: null, Opening: null })
        {
            // The room may be open only in what is not on disk yet: the reply waits behind that.
            _pending.ReplyAfterLast(open, asker, () => new RoomReply.Opened(open.RequestId, _decided.Key, false));
            return;
        }

        Run(decision, open, asker);
    }

    private void Post(RoomCommand.Post post, IActorRef asker)
    {
        _decided ??= post.Key is null ? null : WithErased(RoomState.Unopened(post.Key));
        if (_decided is null)
        {
            Refuse(post, asker, ChatError.RoomNotFound);
            return;
        }

        // Only a member's client id is looked for: a stranger is refused by the rules without any work.
        if (post.ClientMessageId is not { } clientId || !_decided.Key.Has(post.Caller))
        {
            Run(_decided.Decide(post, null, Now()), post, asker);
        }
        else if (_pending.FindByClientId(post.Caller, clientId) is { } pending)
        {
            pending.Repeats(asker, post.RequestId);
        }
        else if (_memory.IsNew(post.Caller, clientId))
        {
            Run(_decided.Decide(post, null, Now()), post, asker);
        }
        else if (_memory.Latest.FindByClientId(post.Caller, clientId) is { } first)
        {
            Run(_decided.Decide(post, first, Now()), post, asker);
        }
        else
        {
            IsHolding = true;
            ReadOlderClientIds(_memory.BeginReadingOlder());
            _reads.FindByClientId(_decided.Key, post, asker);
        }
    }

    private void StopLooking(RoomLookups.Found found)
    {
        IsHolding = false;
        Run(_decided!.Decide(found.Post, found.First, Now()), found.Post, found.Asker);
        HandleWaiting();
    }

    /// <summary>Page by page beside the room's work; the tables are asked for each repeat meanwhile.</summary>
    private void ReadOlderClientIds(RoomMemory.ClientIdPage? page)
    {
        if (page is { } next)
        {
            _reads.ReadOlderClientIds(_decided!.Key, next);
        }
    }

    private void StopReadingClientIds(Exception cause)
    {
        _memory.StopReadingOlder();
        Log.Warning(cause, "Room {Room} cannot read its older client ids; retried at the next message", Number);
    }

    private void ReadHistory(RoomCommand.ReadHistory read, IActorRef asker)
    {
        if (_durable is not { Exists: true } room || !room.Key.Has(read.Caller))
        {
            Refuse(read, asker, ChatError.RoomNotFound);
        }
        else if (_memory.Latest.TryRead(read.Before, read.After, read.Limit, Shared.Settings.Page.Bytes) is { } page)
        {
            ReplyPage(read, asker, page);
        }
        else
        {
            _reads.ReadPage(room.Key, read, asker);
        }
    }

    private void ReplyPage(RoomCommand.ReadHistory read, IActorRef asker, HistoryPage page) =>
        asker.Tell(new RoomReply.Page(read.RequestId, _durable!.Key, page.Messages, page.HasMore, _durable.First.ReadUpTo, _durable.Second.ReadUpTo));

    private void MarkRead(RoomCommand.MarkRead read, IActorRef asker, RoomLookups.Counted? counted)
    {
        if (_decided is not { } room || _durable is not { Exists: true } || !room.IsOpenTo(read.Caller))
        {
            Refuse(read, asker, ChatError.RoomNotFound);
            return;
        }

        var marker = room.StandingOf(read.Caller).ReadUpTo;
        var newlyRead = counted?.From == marker ? counted.Count
            : read.Seq <= marker || read.Seq >= room.LastSeq ? 0
            : _memory.Latest.TryCount(room.Key.CompanionOf(read.Caller), marker, read.Seq);
        if (newlyRead is null)
        {
            _reads.Count(room.Key, read, asker, marker);
            return;
        }

        var decision = room.Decide(read, _durable.LastSeq, newlyRead.Value);
        if (decision is { Refusal: null, Happened: null })
        {
            _pending.ReplyAfterLast(read, asker, () => new RoomReply.Marked(read.RequestId, _durable.StandingOf(read.Caller).ReadUpTo, true));
            return;
        }

        Run(decision, read, asker);
    }

    private void SetTyping(RoomCommand.SetTyping typing, IActorRef asker)
    {
        var refusal = _durable is null ? ChatError.RoomNotFound : _durable.Decide(typing).Refusal;
        if (refusal is not null)
        {
            Refuse(typing, asker, refusal);
            return;
        }

        asker.Tell(new RoomReply.TypingTaken(typing.RequestId));
        Publisher.Show(typing, _durable!);
    }

    private void FailToRead(RoomLookups.Failed failed)
    {
        Log.Warning(failed.Cause, "Room {Room} cannot be read; a request is refused as unavailable", Number);
        Refuse(failed.Command, failed.Asker, ChatError.Unavailable);
        if (failed.Command is RoomCommand.Post)
        {
            IsHolding = false;
            HandleWaiting();
        }
    }

    /// <summary>Refuse, answer a repeat, or append: what happened is told to nobody before the writer says that it is on disk.</summary>
    private void Run(Decision decision, RoomCommand command, IActorRef asker)
    {
        if (decision.Refusal is not null)
        {
            Refuse(command, asker, decision.Refusal);
        }
        else if (decision.First is { } first)
        {
            asker.Tell(new RoomReply.Posted(command.RequestId, first, _durable!.IsRead(first), true));
        }
        else if (decision.Opening is not null && Shared.Limits?.TryOpenRoom(command.Caller) == false)
        {
            ChatMetrics.RateLimited("new-rooms-per-user");
            Refuse(command, asker, ChatError.TooManyNewRooms);
        }
        else
        {
            Append(decision, command, asker);
        }
    }

    private void Append(Decision decision, RoomCommand command, IActorRef asker)
    {
        var first = (RoomEvent?)decision.Opening ?? decision.Happened!;
        var append = new WriterCommands.Append(first, decision.Opening is null ? null : decision.Happened);
        if (!Shared.Budget.TryTake(append.Count))
        {
            Refuse(command, asker, ChatError.Unavailable);
            return;
        }

        _decided = _decided!.Apply(append.First);
        if (append.Second is not null)
        {
            _decided = _decided.Apply(append.Second);
            _pending.Add(new PendingAppend(null, ActorRefs.Nobody, null));
        }

        _pending.Add(new PendingAppend(command, asker, (decision.Happened as MessagePosted)?.Message));
        Shared.Writer.Tell(command.Trace is { } room ? new WriterCommands.TracedAppend(append, room) : append, Self);
    }

    private void Appended(WriterCommands.Appended appended)
    {
        for (var i = appended.From; i < appended.From + appended.Count; i++)
        {
            var happened = appended.Batch.Events[i];
            _durable = (_durable ?? RoomState.Unopened(happened.Room)).Apply(happened);
            var pending = _pending.TakeNext();
            switch (happened)
            {
                case MessagePosted posted: _memory.Remember(posted.Message); Publisher.Show(posted, _durable, pending); break;
                case MessagesRead read: Publisher.Show(read, _durable, pending); break;
                case AuthorErased erased: Forget(erased, pending); break;
                case RoomOpened when pending.Command is { } command: pending.Asker.Tell(new RoomReply.Opened(command.RequestId, _durable.Key, true)); break;
            }

            pending.ReplyAfter();
        }
    }

    private void Forget(AuthorErased erased, PendingAppend pending)
    {
        _memory.Latest.Erase(erased.Author, erased.UpTo);
        pending.Asker.Tell(new RoomReply.AuthorErased(pending.Command!.RequestId));
    }

    private long Now() => Shared.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private RoomPublisher Publisher => new(Shared);

    private protected override void RefuseUnderWay()
    {
        _reads.RefuseAll();
        _pending.RefuseAll();
    }
}
