using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;
using ActorChat.Actors.Tracing;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Actors.Rooms;

/// <summary>
/// Handles the requests of an awake room's users: lets <see cref="RoomState"/> decide, appends through the partition's writer, and only then replies and
/// publishes.
/// </summary>
internal sealed class RoomDialog
{
    /// <summary>So many texts go at once: less than a batch of the journal, so that messages do not wait for them.</summary>
    private const int ExpiredAtOnce = 100;

    private readonly RoomPartitionContext _shared;
    private readonly WaitingRequests _waiting;
    private readonly IActorRef _self;
    private readonly ILoggingAdapter _log;
    private readonly PendingAppends _pending = new();
    private readonly RoomProgress _room = new();
    private readonly RoomMemory _memory;
    private readonly RoomLookups _lookups;
    private readonly RepeatedMessages _repeated;
    private readonly MessageChanges _changes;
    private readonly RoomHistory _history;
    private readonly RoomAppends _appends;

    /// <summary>Whether some of its events may be on disk and may not: what it has in memory may be too old.</summary>
    private bool _isUnsettled;

    /// <param name="shared">What the rooms of the partition share.</param>
    /// <param name="waiting">Holds requests while a look-up in the tables decides about an earlier one.</param>
    /// <param name="self">The room's actor.</param>
    /// <param name="log">Its log.</param>
    public RoomDialog(RoomPartitionContext shared, WaitingRequests waiting, IActorRef self, ILoggingAdapter log)
    {
        (_shared, _waiting, _self, _log) = (shared, waiting, self, log);
        _memory = new RoomMemory(shared.Settings);
        _lookups = new RoomLookups(shared.Tables, self, shared.Settings.Page.Bytes);
        _repeated = new RepeatedMessages(_pending, _memory, _lookups, log);
        _changes = new MessageChanges(_pending, _memory, _lookups, shared.Settings.Rules);
        _history = new RoomHistory(_memory, _lookups, shared.Settings.Page.Bytes);
        _appends = new RoomAppends(shared, _room, _pending, _memory);
    }

    /// <summary>The two users, if they are known.</summary>
    public RoomKey? Key => _room.Decided?.Key;

    /// <summary>Whether the room is on disk.</summary>
    public bool Exists => _room.Durable is { Exists: true };

    /// <summary>Whether nothing is pending.</summary>
    public bool IsIdle => _pending.IsEmpty && _lookups.IsIdle;

    /// <summary>
    /// Whether it may answer at this moment. It is asked once a request or the result of a read is there: up to that moment nobody else has written into the room.
    /// </summary>
    private bool MayAnswer => !_isUnsettled && _shared.Lease.IsHeld;

    public void Load(StoredRoom stored)
    {
        _room.Load(stored);
        _memory.Remember(stored);
    }

    public void Erase(Login user) => _room.Erase(user);

    public void HandleWaiting()
    {
        _waiting.Release();
        while (_waiting.TryTake(out var next))
        {
            Handle(next.Command, next.Asker);
        }
    }

    public void Handle(RoomCommand command, IActorRef asker)
    {
        if (!MayAnswer)
        {
            asker.RefuseAsUnavailable(command.RequestId);
            return;
        }

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
            case RoomCommand.MarkDelivered mark: Obey(MarkDelivered(mark), mark, asker); break;
            case RoomCommand.ShowSign show: Show(show, asker); break;
            case RoomCommand.ChangeMessage change: Change(change, asker); break;
            case RoomCommand.ReadChanges read: ReadChanges(read, asker); break;
            case RoomCommand.SetBlock set: SetBlock(set, asker); break;
            case RoomCommand.EraseAuthor erase: Obey(_room.Decided?.Decide(erase, Now()) ?? Decision.NoSuchRoom, erase, asker); break;
            case RoomCommand.SetRetention set: Obey(_room.Durable?.Decide(set, Now()) ?? Decision.NoSuchRoom, set, asker); break;
            case RoomCommand.Expire expire: Expire(expire, asker); break;
            default: asker.Refuse(command.RequestId, ChatError.InvalidRequest); break;
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
        Obey(_room.Decided!.Decide(post, first, Now(), first is null ? _shared.Ids.Take() : 0, _room.Durable?.LastSeq ?? 0), post, asker);

    private void LookForFirst(RoomCommand.Post post, IActorRef asker)
    {
        _waiting.Hold();
        _repeated.ReadOlderClientIds(_room.Decided!.Key);
        _lookups.FindByClientId(_room.Decided.Key, post, asker);
    }

    private void Change(RoomCommand.ChangeMessage change, IActorRef asker)
    {
        if ((Exists ? _room.Decided!.Admit(change) : Decision.NoSuchRoom) is { Kind: DecisionKind.Refused } refused)
        {
            Obey(refused, change, asker);
        }
        else if (_changes.FindUnderWay(change) is { } underWay)
        {
            underWay.Repeats(asker, change.RequestId);
        }
        else if (_changes.TryFind(change, asker, _room.Durable!, out var message))
        {
            Decide(change, null, message, asker);
        }
        else
        {
            _waiting.Hold();
        }
    }

    private void Decide(RoomCommand.ChangeMessage change, StoredOperation? first, ChatMessage? message, IActorRef asker) =>
        Obey(_changes.Decide(_room.Decided!, change, first, message, Now()), change, asker);

    /// <summary>The user's blocks are in many rooms: before one more, the tables are asked how many there are.</summary>
    private void SetBlock(RoomCommand.SetBlock set, IActorRef asker)
    {
        var decision = _room.Of(set.Key).Decide(set, Now());
        if (set.Blocks && decision.Kind == DecisionKind.Accepted)
        {
            _waiting.Hold();
            _lookups.CountBlocks(set, asker);
        }
        else
        {
            Obey(decision, set, asker);
        }
    }

    private void SetBlock(RoomLookups.BlocksCounted counted)
    {
        var anyMore = counted.Count < _shared.Settings.MaxBlocksOfUser;
        Obey(_room.Decided!.Decide(counted.Set, Now(), anyMore), counted.Set, counted.Asker);
    }

    private void Expire(RoomCommand.Expire expire, IActorRef asker)
    {
        if (!Exists)
        {
            Obey(Decision.NoSuchRoom, expire, asker);
            return;
        }

        _waiting.Hold();
        _lookups.ReadOldest(_room.Durable!.Key, expire, asker, ExpiredAtOnce);
    }

    private void Expire(RoomLookups.OldestRead read)
    {
        var now = Now();
        var expiry = _changes.Expire(_room.Decided!, read, now);
        if (expiry.UpTo == 0)
        {
            Obey(Decision.AsBefore(new RoomReply.Expired(read.Expire.RequestId, false)), read.Expire, read.Asker);
        }
        else
        {
            _appends.Append(expiry, now, read.Expire, read.Asker, _self);
        }
    }

    private void ReadChanges(RoomCommand.ReadChanges read, IActorRef asker)
    {
        if ((_room.Durable?.Decide(read) ?? Decision.NoSuchRoom) is { Kind: DecisionKind.Refused } refused)
        {
            Obey(refused, read, asker);
        }
        else
        {
            _history.ReadChanges(read, asker, _room.Durable!);
        }
    }

    /// <summary>Whether it may be marked is a question of what is on disk, whether the marker moves one of what was decided.</summary>
    private Decision MarkDelivered(RoomCommand.MarkDelivered mark) =>
        Exists ? _room.Decided!.Decide(mark, _room.Durable!.LastSeq, _shared.Settings.Rules, Now()) : Decision.NoSuchRoom;

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
            Obey(_room.Decided!.Decide(read, _room.Durable!.LastSeq, newlyRead, Now()), read, asker);
        }
    }

    private void Show(RoomCommand.ShowSign show, IActorRef asker)
    {
        if ((_room.Durable?.Decide(show) ?? Decision.NoSuchRoom) is { Kind: DecisionKind.Refused } refused)
        {
            Obey(refused, show, asker);
            return;
        }

        asker.Tell(new RoomReply.SignTaken(show.RequestId));
        new RoomPublisher(_shared).Show(show, _room.Durable!);
    }

    /// <summary>Events are on disk.</summary>
    public void Take(WriterCommands.Appended appended) => _appends.Take(appended);

    /// <summary>
    /// The writer has ended in a write of unknown outcome. What was in it is not refused, because it may be stored: the sessions of both users end, their clients
    /// reconnect and send again what was not acknowledged.
    /// </summary>
    public void Take(WriterCommands.Unsettled unsettled)
    {
        _isUnsettled = true;
        _pending.Abandon(unsettled.Count);
        new RoomPublisher(_shared).EndSessionsOfBoth(_room.Decided!.Key);
    }

    public void Take(RoomLookups.OlderClientIds older) => _repeated.Take(_room.Decided!.Key, older);

    public void Take(RoomLookups.OlderClientIdsUnread unread) => _repeated.Take(_room.Decided!.Key, unread);

    public void Take(RoomLookups.Result result)
    {
        _lookups.End(result);
        switch (result)
        {
            case { Command: var command } when !MayAnswer: RefuseResult(command, result.Asker); break;
            case RoomLookups.Found found: Decide(found.Post, found.First, found.Asker); HandleWaiting(); break;
            case RoomLookups.ChangeFound found: Decide(found.Change, found.First, found.Message, found.Asker); HandleWaiting(); break;
            case RoomLookups.PageRead read: RoomHistory.Reply(read.Read, read.Asker, read.Page, read.Rev, _room.Durable!); break;
            case RoomLookups.ChangesRead read: RoomHistory.Reply(read.Read, read.Asker, read.Page, read.Rev, _room.Durable!); break;
            case RoomLookups.OldestRead read: Expire(read); HandleWaiting(); break;
            case RoomLookups.BlocksCounted counted: SetBlock(counted); HandleWaiting(); break;
            case RoomLookups.Counted counted: MarkRead(counted.Read, counted.Asker, counted); break;
            case RoomLookups.Failed failed: FailToFind(failed); break;
            default: throw new InvalidOperationException($"Unknown result {result.GetType().Name}.");
        }
    }

    private void FailToFind(RoomLookups.Failed failed)
    {
        _log.Warning(failed.Cause, "Room {Room} cannot be read; a request is refused as unavailable", failed.Command.Room);
        RefuseResult(failed.Command, failed.Asker);
    }

    private void RefuseResult(RoomCommand command, IActorRef asker)
    {
        asker.RefuseAsUnavailable(command.RequestId);
        if (command is RoomCommand.Post or RoomCommand.ChangeMessage or RoomCommand.SetBlock or RoomCommand.Expire)
        {
            HandleWaiting();
        }
    }

    /// <summary>Carries out a decision. Nobody is told of an event, and nobody refused because of one, before the writer says that it is on disk.</summary>
    private void Obey(Decision decision, RoomCommand command, IActorRef asker)
    {
        switch (decision)
        {
            case { Kind: DecisionKind.Refused, Refusal: { } error } when RestsOnPending(command, error):
                _pending.ReplyAfterLast(command, new RoomReply.Refused(command.RequestId, error), asker, _room.Durable, _shared.Lease.Epoch);
                break;
            case { Kind: DecisionKind.Refused, Refusal: { } error }: asker.Refuse(command.RequestId, error); break;
            case { Kind: DecisionKind.Repeated, First: { } first }: asker.Tell(Repeat(command, first, _room.Durable!)); break;
            case { Kind: DecisionKind.Nothing }: _pending.ReplyAfterLast(command, decision.Reply, asker, _room.Durable, _shared.Lease.Epoch); break;
            case { Kind: DecisionKind.Accepted, Opening: not null } when WaitBeforeOpening(command.Caller) is { } wait: RefuseNewRoom(command, wait, asker); break;
            case { Kind: DecisionKind.Accepted }: _appends.Append(decision, command, asker, _self); break;
            default: throw new InvalidOperationException($"Unknown decision {decision.Kind}.");
        }
    }

    /// <summary>Whether a refusal follows from a block, or from a change of the same message, that is not on disk yet and may never be.</summary>
    private bool RestsOnPending(RoomCommand command, ChatError error) =>
        error == ChatError.Blocked
            ? _room.Durable?.IsBlocked(command.Caller) != true
            : command is RoomCommand.ChangeMessage change && _pending.FindChanged(change.Seq) is not null;

    private static RoomReply.Posted Repeat(RoomCommand command, ChatMessage first, RoomState durable) =>
        new(command.RequestId, first, durable.IsRead(first), true) { Key = durable.Key };

    /// <summary>Null if the user may open one more room now.</summary>
    private TimeSpan? WaitBeforeOpening(Login user)
    {
        var wait = TimeSpan.Zero;
        return _shared.Limits?.TryOpenRoom(user, out wait) == false ? wait : null;
    }

    private static void RefuseNewRoom(RoomCommand command, TimeSpan wait, IActorRef asker)
    {
        ChatMetrics.RateLimited("new-rooms-per-user");
        asker.Refuse(command.RequestId, ChatError.TooManyNewRooms with { RetryAfter = wait });
    }

    /// <summary>The room ends: all who wait for something pending are told.</summary>
    public void RefuseAll()
    {
        _lookups.RefuseAll();
        _pending.RefuseAll();
    }

    private long Now() => _shared.Clock.GetUtcNow().ToUnixTimeMilliseconds();
}
