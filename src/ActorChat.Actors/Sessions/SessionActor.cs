using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// One live connection: sends its client's requests to the rooms, and the rooms' replies and news to its client.
/// Nothing of it survives a crash: its connection is closed, the client comes back and asks for what it missed.
/// Child of <see cref="SessionsActor"/>.
/// </summary>
public sealed class SessionActor : UntypedActor
{
    private sealed record CompanionFound(SessionCommands.Request Request, Login Companion, Login? Registered) : INoSerializationVerificationNeeded;

    private sealed record CompanionUnknown(SessionCommands.Request Request, Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record LookForTimeouts : INoSerializationVerificationNeeded
    {
        public static readonly LookForTimeouts Instance = new();
    }

    private sealed record TypingElapsed(RoomNumber Room, int Turn) : INoSerializationVerificationNeeded;

    private readonly Login _login;
    private readonly IConnection _connection;
    private readonly ClientView _client;
    private readonly SessionContext _shared;
    private readonly RegistryLink _registry;
    private IActorRef? _opener;
    private Cancelable? _timers;

    // Made when first needed: most connections are idle, and there are very many of them.
    private SessionRooms? _rooms;
    private RequestsInFlight? _requests;
    private Queue<SessionCommands.Request>? _waiting;
    private TypingSigns? _typing;
    private bool _looking;
    private bool _watchingTimeouts;
    private bool _ready;
    private bool _closing;
    private CloseReason? _leaving;

    private SessionActor(SessionDirectory.OpenSession open, IActorRef opener, SessionContext shared)
    {
        (_login, _connection) = (open.Login, open.Connection);
        (_client, _opener, _shared) = (new ClientView(open.Login, open.Connection), opener, shared);
        _registry = new RegistryLink(open.Login, open.TokenId, shared.Registry, shared.Settings.RegisterRetry, Context);
    }

    public static Props Props(SessionDirectory.OpenSession open, IActorRef opener, SessionContext shared) =>
        Akka.Actor.Props.CreateBy(new Producer<SessionActor>(() => new SessionActor(open, opener, shared)));

    protected override void PreStart() => _registry.Register();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SessionCommands.Request request: Take(request); break;
            case RoomReply reply: Reply(reply); break;
            case RoomNews news: Show(news); break;
            case ServerEvent.PresenceChanged presence: ShowPresence(presence); break;
            case CompanionFound found: StopLooking(found); break;
            case CompanionUnknown unknown: FailToLook(unknown); break;
            case RegistryCommands.Registered: Registered(); break;
            case RegistryCommands.TooManySessions: RefuseToOpen(); break;
            case SessionCommands.ConnectionReady: BecomeReady(); break;
            case RegistryLink.RegisterAgain: _registry.Register(); break;
            case LookForTimeouts: AnswerTimedOut(); break;
            case TypingElapsed elapsed: StopTyping(elapsed); break;
            case SessionCommands.End end: End(end.Reason); break;
            case SessionCommands.Leave leave: _leaving ??= leave.Reason; LeaveIfAnswered(); break;
            case SessionCommands.ConnectionEnded: _closing = true; Context.Stop(Self); break;
            case RegistryLink.WatchAgain again: _registry.WatchThoseOf(again.Ended); break;
            case Terminated ended: PartitionEnded(ended.ActorRef); break;
            default: Unhandled(message); break;
        }
    }

    private void Registered()
    {
        if (!_registry.Registered(Sender))
        {
            return;
        }

        _opener?.Tell(new SessionDirectory.SessionOpened(Self));
        _opener = null;
    }

    /// <summary>What was published between the end of its partition and a new one is gone: its client must come back and ask for what it missed.</summary>
    private void PartitionEnded(IActorRef ended)
    {
        if (_registry.IsOwn(ended))
        {
            End(CloseReason.SessionFailed);
        }
        else
        {
            _registry.WatchThoseOf(ended);
        }
    }

    private void RefuseToOpen()
    {
        // The opener tells the client why, and ends the connection itself.
        _closing = true;
        _opener?.Tell(new SessionDirectory.SessionRefused(ChatError.RateLimited));
        Context.Stop(Self);
    }

    private void BecomeReady()
    {
        _ready = true;
        _connection.Send(new ServerEvent.Named(_login));
    }

    /// <summary>Requests go on in the order in which they came: while a companion is looked up, the later ones wait. Bounded by the edge's requests in flight.</summary>
    private void Take(SessionCommands.Request request)
    {
        request.Tag.Trace?.Taken();
        if (_leaving is not null)
        {
            _client.Refuse(request.Tag, ChatError.Unavailable);
            return;
        }

        if (_looking)
        {
            (_waiting ??= new()).Enqueue(request);
            return;
        }

        switch (request)
        {
            case SessionCommands.SendMessage { Room: { } room } send: Post(send, room, null); break;
            case SessionCommands.SendMessage { Companion: { } companion } send: WithRoomOf(companion, send); break;
            case SessionCommands.JoinRoom join: WithRoomOf(join.Companion, join); break;
            case SessionCommands.LeaveRoom leave: Leave(leave); break;
            case SessionCommands.HaveRoom have: Ask(new RoomCommand.ReadHistory(have.Room, _login, Await(have), have.Before, have.After, have.Limit) { Trace = have.Tag.Trace?.Session }); break;
            case SessionCommands.MarkRead read: Ask(new RoomCommand.MarkRead(read.Room, _login, Await(read), read.Seq) { Trace = read.Tag.Trace?.Session }); break;
            case SessionCommands.SetTyping typing: Type(typing); break;
            default: _connection.Answer(request.Tag, new Answer.Refused(ChatError.InvalidRequest)); break;
        }
    }

    private void WithRoomOf(Login companion, SessionCommands.Request request)
    {
        if (companion == _login)
        {
            _client.Refuse(request.Tag, ChatError.SelfDialog);
        }
        else if (_rooms?.WithCompanion(companion) is { } known)
        {
            SendTo(known, request);
        }
        else
        {
            _looking = true;
            var found = _shared.Accounts.FindAsync(companion);
            if (found.IsCompletedSuccessfully)
            {
#pragma warning disable CA2012 // Completed, and read once.
                StopLooking(new CompanionFound(request, companion, found.GetAwaiter().GetResult()?.Login));
#pragma warning restore CA2012
                return;
            }

            found.AsTask().PipeTo(
                Self,
                success: account => new CompanionFound(request, companion, account?.Login),
                failure: cause => new CompanionUnknown(request, cause));
        }
    }

    private void StopLooking(CompanionFound found)
    {
        _looking = false;
        if (found.Registered is { } companion)
        {
            var key = RoomKey.Of(_login, companion);
            Rooms.RememberCompanion(companion, key);
            SendTo(key, found.Request);
        }
        else
        {
            _client.Refuse(found.Request.Tag, ChatError.UserNotFound);
        }

        TakeWaiting();
    }

    private void FailToLook(CompanionUnknown unknown)
    {
        _looking = false;
        Context.GetLogger().Warning(unknown.Cause, "An account could not be looked up; a request is refused as unavailable");
        _client.Refuse(unknown.Request.Tag, ChatError.Unavailable);
        TakeWaiting();
    }

    private void TakeWaiting()
    {
        while (!_looking && _waiting is not null && _waiting.TryDequeue(out var next))
        {
            Take(next);
        }

        LeaveIfAnswered();
    }

    private void SendTo(RoomKey key, SessionCommands.Request request)
    {
        switch (request)
        {
            case SessionCommands.SendMessage send: Post(send, key.Number, key); break;
            case SessionCommands.JoinRoom when Rooms.Count >= _shared.Settings.MaxJoinedRooms && !Rooms.HasJoined(key.Number): _client.Refuse(request.Tag, ChatError.TooManyRooms); break;
            case SessionCommands.JoinRoom: Ask(new RoomCommand.Open(key, _login, Await(request)) { Trace = request.Tag.Trace?.Session }); break;
        }
    }

    private void Post(SessionCommands.SendMessage send, RoomNumber room, RoomKey? key) =>
        Ask(new RoomCommand.Post(room, key, _login, Await(send), send.Text, send.ClientMessageId) { Trace = send.Tag.Trace?.Session });

    private void Leave(SessionCommands.LeaveRoom leave)
    {
        if (_rooms?.Leave(leave.Room) is not { } key)
        {
            _client.Refuse(leave.Tag, ChatError.RoomNotFound);
            return;
        }

        _registry.UnwatchPresence(key.CompanionOf(_login));
        _connection.Answer(leave.Tag, new Answer.RoomLeft(leave.Room));
    }

    private void Type(SessionCommands.SetTyping typing)
    {
        Ask(new RoomCommand.SetTyping(typing.Room, _login, Await(typing), typing.Typing) { Trace = typing.Tag.Trace?.Session });
        if (!typing.Typing)
        {
            _typing?.Clear(typing.Room);
        }
        else if ((_typing ??= new(_shared.Settings.MaxJoinedRooms)).Set(typing.Room) is { } turn)
        {
            TellSelfAfter(_shared.Settings.TypingTimeout, new TypingElapsed(typing.Room, turn));
        }
    }

    private void StopTyping(TypingElapsed elapsed)
    {
        if (_typing?.Clear(elapsed.Room, elapsed.Turn) == true)
        {
            Ask(new RoomCommand.SetTyping(elapsed.Room, _login, RequestsInFlight.Unasked, false));
        }
    }

    private void Reply(RoomReply reply)
    {
        if (_requests?.Take(reply.RequestId) is not { } request)
        {
            return;
        }

        switch (reply)
        {
            case RoomReply.Posted posted: ChatMetrics.MessageBecameDurable(_shared.Clock, request.Since); _client.Answer(request.Tag, posted, _rooms?.HasJoined(posted.Message.Room) == true); break;
            case RoomReply.Opened opened: Joined(request.Tag, opened); break;
            case RoomReply.Page page: _client.Answer(request.Tag, page); break;
            case RoomReply.Marked marked: _client.Answer(request, marked); break;
            case RoomReply.TypingTaken: _connection.Answer(request.Tag, new Answer.TypingNoted()); break;
            case RoomReply.Refused refused: _client.Refuse(request.Tag, refused.Error); break;
        }

        LeaveIfAnswered();
    }

    private void Joined(RequestTag tag, RoomReply.Opened opened)
    {
        Rooms.Join(opened.Key);
        _client.Answer(tag, opened);
        _registry.WatchPresence(opened.Key.CompanionOf(_login));
    }

    private void Show(RoomNews news)
    {
        if (_ready)
        {
            _client.Show(news, _rooms?.HasJoined(news.Key.Number) == true);
        }
    }

    private void ShowPresence(ServerEvent.PresenceChanged presence)
    {
        if (_rooms?.HasJoinedWith(presence.Login) == true)
        {
            _connection.Send(presence);
        }
    }

    private void Ask(RoomCommand command) => _shared.Rooms.Tell(command, Self);

    private long Await(SessionCommands.Request request)
    {
        if (!_watchingTimeouts)
        {
            _watchingTimeouts = true;
            TellSelfAfter(_shared.Settings.RequestTimeout, LookForTimeouts.Instance);
        }

        return (_requests ??= new()).Add(request, _shared.Clock.GetTimestamp());
    }

    /// <summary>
    /// A late answer to a question is that there is none. What may be stored a moment later must not be refused as if it never
    /// were: the connection ends instead, and its client sends again what it has no answer to.
    /// </summary>
    private void AnswerTimedOut()
    {
        var late = _requests!.TakeOlderThan(_shared.Settings.RequestTimeout, _shared.Clock);
        if (late.Any(request => request.Stores))
        {
            RequestsInFlight.Abandon(late);
            End(CloseReason.RequestTimeout);
            return;
        }

        foreach (var request in late)
        {
            _client.Refuse(request.Tag, ChatError.Unavailable);
        }

        _watchingTimeouts = !_requests.IsEmpty;
        if (_watchingTimeouts)
        {
            TellSelfAfter(_shared.Settings.RequestTimeout / 2, LookForTimeouts.Instance);
        }

        LeaveIfAnswered();
    }

    /// <summary>One cancellation serves all of a session's timers: a scheduler of its own would cost every idle session memory.</summary>
    private void TellSelfAfter(TimeSpan delay, object message) =>
#pragma warning disable AK1004 // Cancelled in PostStop.
        Context.System.Scheduler.ScheduleTellOnce(delay, Self, message, Self, _timers ??= new Cancelable(Context.System.Scheduler));
#pragma warning restore AK1004

    private void LeaveIfAnswered()
    {
        if (_leaving is not null && !_looking && !_closing && (_requests is null || _requests.IsEmpty))
        {
            End(_leaving);
        }
    }

    private void End(CloseReason reason)
    {
        _closing = true;
        _connection.Close(reason);
        Context.Stop(Self);
    }

    /// <summary>A session that ends in any other way than by its connection closes it; companions are not left with a typing sign.</summary>
    protected override void PostStop()
    {
        _registry.Cancel();
        _requests?.AbandonAll();
        _timers?.Cancel();
        foreach (var room in _typing?.Rooms ?? [])
        {
            _shared.Rooms.Tell(new RoomCommand.SetTyping(room, _login, RequestsInFlight.Unasked, false), ActorRefs.NoSender);
        }

        if (!_closing)
        {
            _connection.Close(CloseReason.SessionFailed);
        }
    }

    private SessionRooms Rooms => _rooms ??= new(_shared.Settings.MaxJoinedRooms);
}
