using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;
using ActorChat.Actors.Tracing;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// One dialog: decides by <see cref="RoomState"/>, appends through its partition's writer, and only then replies and publishes.
/// Holds nothing that the tables and the journal do not: it wakes by what its writer loads, sleeps when it is told to and idle, and is
/// replaced when it fails. Nobody can say then what its users have missed: their sessions end.
/// Child of <see cref="RoomPartition"/>, which must not let two of the same room live at once.
/// </summary>
public sealed class RoomActor : UntypedActor
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly RoomNumber _number;
    private readonly RoomPartitionContext _shared;
    private readonly WaitingRequests _waiting;
    private readonly PendingAppends _pending = new();
    private readonly RoomMemory _memory;
    private readonly RoomLookups _lookups;
    private readonly RepeatedMessages _repeated;
    private readonly RoomHistory _history;
    private readonly RoomAppends _appends;
    private readonly RoomProgress _room = new();

    private bool _loading;
    private bool _endsInOrder;

    private RoomActor(RoomNumber number, RoomPartitionContext shared)
    {
        (_number, _shared) = (number, shared);
        _waiting = new WaitingRequests(shared.Settings.MaxWaitingWhileWaking);
        _memory = new RoomMemory(shared.Settings);
        _lookups = new RoomLookups(shared.Tables, Self, shared.Settings.Page.Bytes);
        _repeated = new RepeatedMessages(_pending, _memory, _lookups, _log);
        _history = new RoomHistory(_memory, _lookups, shared.Settings.Page.Bytes);
        _appends = new RoomAppends(shared, _room, _pending, _memory);
    }

    public static Props Props(RoomNumber number, RoomPartitionContext shared) =>
        Akka.Actor.Props.CreateBy(new Producer<RoomActor>(() => new RoomActor(number, shared)));

    protected override void PreStart()
    {
        ChatMetrics.RoomWoke();
        Load();
    }

    protected override void OnReceive(object message) => Waking(message);

    private void Waking(object message)
    {
        switch (message)
        {
            case RoomCommand command: _waiting.Add(command, Sender); Load(); break;
            case WriterCommands.Loaded loaded: Wake(loaded.Room); break;
            case Status.Failure failure: FailToWake(failure.Cause); break;
            case PartitionCommands.UserErased erased: _room.Erase(erased.User); break;
            case RoomOrders.Sleep: SleepIf(!_loading); break;
            case RoomOrders.End: End(); break;
            default: Unhandled(message); break;
        }
    }

    private void Awake(object message)
    {
        switch (message)
        {
            case RoomCommand command when _waiting.IsHolding: _waiting.Add(command, Sender); break;
            case RoomCommand command: Handle(command, Sender); break;
            case WriterCommands.Appended appended: _appends.Take(appended); break;
            case RoomLookups.Result result: TakeFound(result); break;
            case RoomLookups.OlderClientIds older: _repeated.Take(_room.Decided!.Key, older); break;
            case RoomLookups.OlderClientIdsUnread unread: _repeated.Take(_room.Decided!.Key, unread); break;
            case PartitionCommands.UserErased erased: _room.Erase(erased.User); break;
            case RoomOrders.Sleep: SleepIf(_pending.IsEmpty && _lookups.IsIdle); break;
            case RoomOrders.End: End(); break;
            default: Unhandled(message); break;
        }
    }

    private void Load()
    {
        if (!_loading)
        {
            _loading = true;
            _shared.Writer.Tell(new WriterCommands.Load(_number), Self);
        }
    }

    private void Wake(StoredRoom? stored)
    {
        if (stored is not null)
        {
            _room.Load(stored);
            _memory.Remember(stored);
        }

        Become(Awake);
        HandleWaiting();
    }

    /// <summary>The room stays and tries again at its next request: one that ended by itself would lose what is on its way to it.</summary>
    private void FailToWake(Exception cause)
    {
        _loading = false;
        _log.Warning(cause, "Room {Room} cannot be read; its requests are refused as unavailable", _number);
        _waiting.RefuseAll();
    }

    private void HandleWaiting()
    {
        _waiting.Release();
        while (_waiting.TryTake(out var next))
        {
            Handle(next.Command, next.Asker);
        }
    }

    private void Handle(RoomCommand command, IActorRef asker)
    {
        if (command.TraceParent is null)
        {
            Decide(command, asker);
            return;
        }

        using var span = ChatTraces.Begin("room", command.TraceParent);
        Decide(command with { TraceParent = span?.Id }, asker);
    }

    private void Decide(RoomCommand command, IActorRef asker)
    {
        switch (command)
        {
            case RoomCommand.Post post: Post(post, asker); break;
            case RoomCommand.Open open: Obey(_room.Of(open.Key).Decide(open, Now()), open, asker); break;
            case RoomCommand.ReadHistory read: ReadHistory(read, asker); break;
            case RoomCommand.MarkRead read: MarkRead(read, asker, null); break;
            case RoomCommand.SetTyping typing: SetTyping(typing, asker); break;
            case RoomCommand.EraseAuthor erase: Obey(_room.Decided?.Decide(erase) ?? Decision.NoSuchRoom, erase, asker); break;
            default: Unhandled(command); break;
        }
    }

    private void Post(RoomCommand.Post post, IActorRef asker)
    {
        var room = post.Key is null ? _room.Decided : _room.Of(post.Key);
        if ((room?.Admit(post) ?? Decision.NoSuchRoom) is { Kind: DecisionKind.Refused } refused)
        {
            Obey(refused, post, asker);
            return;
        }

        var repeated = _repeated.Judge(post);
        switch (repeated.Case)
        {
            case RepeatedMessages.Case.New: Decide(post, null, asker); break;
            case RepeatedMessages.Case.Stored: Decide(post, repeated.First, asker); break;
            case RepeatedMessages.Case.UnderWay: repeated.Pending!.Repeats(asker, post.RequestId); break;
            case RepeatedMessages.Case.OnlyTablesKnow: LookForFirst(post, asker); break;
            default: throw new InvalidOperationException($"Unknown case {repeated.Case} of a repeated message.");
        }
    }

    private void Decide(RoomCommand.Post post, ChatMessage? first, IActorRef asker) =>
        Obey(_room.Decided!.Decide(post, first, Now(), first is null ? _shared.Ids.Take() : 0), post, asker);

    private void LookForFirst(RoomCommand.Post post, IActorRef asker)
    {
        _waiting.Hold();
        _repeated.ReadOlderClientIds(_room.Decided!.Key);
        _lookups.FindByClientId(_room.Decided.Key, post, asker);
    }

    private void ReadHistory(RoomCommand.ReadHistory read, IActorRef asker)
    {
        if ((_room.Durable?.Decide(read) ?? Decision.NoSuchRoom) is { Kind: DecisionKind.Refused } refused)
        {
            Obey(refused, read, asker);
        }
        else
        {
            _history.Read(read, asker, _room.Durable!);
        }
    }

    private void MarkRead(RoomCommand.MarkRead read, IActorRef asker, RoomLookups.Counted? counted)
    {
        if ((_room.Durable?.Admit(read) ?? Decision.NoSuchRoom) is { Kind: DecisionKind.Refused } refused)
        {
            Obey(refused, read, asker);
        }
        else if (_history.CountNewlyRead(read, asker, _room.Decided!, counted) is { } newlyRead)
        {
            Obey(_room.Decided!.Decide(read, _room.Durable!.LastSeq, newlyRead), read, asker);
        }
    }

    private void SetTyping(RoomCommand.SetTyping typing, IActorRef asker)
    {
        if ((_room.Durable?.Decide(typing) ?? Decision.NoSuchRoom) is { Kind: DecisionKind.Refused } refused)
        {
            Obey(refused, typing, asker);
            return;
        }

        asker.Tell(new RoomReply.TypingTaken(typing.RequestId));
        Publisher.Show(typing, _room.Durable!);
    }

    private void TakeFound(RoomLookups.Result result)
    {
        _lookups.End(result);
        switch (result)
        {
            case RoomLookups.Found found: Decide(found.Post, found.First, found.Asker); HandleWaiting(); break;
            case RoomLookups.PageRead read: RoomHistory.Reply(read.Read, read.Asker, read.Page, _room.Durable!); break;
            case RoomLookups.Counted counted: MarkRead(counted.Read, counted.Asker, counted); break;
            case RoomLookups.Failed failed: FailToFind(failed); break;
            default: throw new InvalidOperationException($"Unknown result {result.GetType().Name}.");
        }
    }

    private void FailToFind(RoomLookups.Failed failed)
    {
        _log.Warning(failed.Cause, "Room {Room} cannot be read; a request is refused as unavailable", _number);
        failed.Asker.RefuseAsUnavailable(failed.Command.RequestId);
        if (failed.Command is RoomCommand.Post)
        {
            HandleWaiting();
        }
    }

    /// <summary>Does what the rules decided. What happened is told to nobody before the writer says that it is on disk.</summary>
    private void Obey(Decision decision, RoomCommand command, IActorRef asker)
    {
        switch (decision)
        {
            case { Kind: DecisionKind.Refused, Refusal: { } error }: asker.Refuse(command.RequestId, error); break;
            case { Kind: DecisionKind.Repeated, First: { } first }: asker.Tell(new RoomReply.Posted(command.RequestId, first, _room.Durable!.IsRead(first), true)); break;
            case { Kind: DecisionKind.Nothing }: _pending.ReplyAfterLast(command, asker, _room.Durable); break;
            case { Kind: DecisionKind.Accepted, Opening: not null } when _shared.Limits?.TryOpenRoom(command.Caller) == false: RefuseNewRoom(command, asker); break;
            case { Kind: DecisionKind.Accepted }: _appends.Append(decision, command, asker, Self); break;
            default: throw new InvalidOperationException($"Unknown decision {decision.Kind}.");
        }
    }

    private static void RefuseNewRoom(RoomCommand command, IActorRef asker)
    {
        ChatMetrics.RateLimited("new-rooms-per-user");
        asker.Refuse(command.RequestId, ChatError.TooManyNewRooms);
    }

    private void SleepIf(bool idle)
    {
        if (idle)
        {
            End();
        }
        else
        {
            Context.Parent.Tell(RoomOrders.Stays.Instance);
        }
    }

    private void End()
    {
        _endsInOrder = true;
        Context.Stop(Self);
    }

    /// <summary>
    /// Whoever still waits hears that nothing was stored. Of a room that failed, what it gave to the writer may be on disk and will be shown
    /// to nobody: its users' clients come back, ask for what they missed, and send again what was not acknowledged.
    /// </summary>
    protected override void PostStop()
    {
        ChatMetrics.RoomSlept();
        if (!_endsInOrder && _room.Decided is not null)
        {
            Publisher.EndSessionsOfBoth(_room.Decided.Key);
        }
        else
        {
            _lookups.RefuseAll();
            _pending.RefuseAll();
        }

        _waiting.RefuseAll();
    }

    private long Now() => _shared.Clock.GetUtcNow().ToUnixTimeMilliseconds();

    private RoomPublisher Publisher => new(_shared);
}
