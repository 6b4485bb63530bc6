using ActorChat.Actors.Accounts;
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
public sealed class SessionActor : SessionLife
{
    private sealed record CompanionFound(SessionCommands.Request Request, Account? Companion) : INoSerializationVerificationNeeded;

    private sealed record CompanionUnknown(SessionCommands.Request Request, Exception Cause) : INoSerializationVerificationNeeded;

    private sealed record LookForTimeouts : INoSerializationVerificationNeeded
    {
        public static readonly LookForTimeouts Instance = new();
    }

    private sealed record TypingElapsed(RoomNumber Room, int Turn) : INoSerializationVerificationNeeded;

    private sealed record LookForReader(long Progress) : INoSerializationVerificationNeeded;

    private readonly ClientView _client;

    // Made when first needed: most connections are idle, and there are very many of them.
    private SessionRooms? _rooms;
    private RequestsInFlight? _requests;
    private Queue<SessionCommands.Request>? _waiting;
    private TypingSigns? _typing;
    private PageTurns? _pages;
    private bool _looking;
    private bool _watchingTimeouts;
    private bool _watchingReader;

    private SessionActor(SessionDirectory.OpenSession open, IActorRef opener, SessionContext shared)
        : base(open, opener, shared) => _client = new ClientView(open.Login, open.Connection);

    public static Props Props(SessionDirectory.OpenSession open, IActorRef opener, SessionContext shared) =>
        Akka.Actor.Props.CreateBy(new Producer<SessionActor>(() => new SessionActor(open, opener, shared))).WithMailbox(SessionMailbox.Id);

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
            case LookForTimeouts: AnswerTimedOut(); break;
            case TypingElapsed elapsed: StopTyping(elapsed); break;
            case SessionCommands.SomeSent: _pages?.SomeSent(); AskForPages(); break;
            case LookForReader look: EndIfUnread(look.Progress); break;
            default: base.OnReceive(message); break;
        }
    }

    /// <summary>Requests go on in the order in which they came: while a companion is looked up, the later ones wait. Bounded by the edge's requests in flight.</summary>
    private void Take(SessionCommands.Request request)
    {
        request.Tag.Trace?.Taken();
        if (IsLeaving)
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
            case SessionCommands.HaveRoom have: Pages.Add(have); AskForPages(); break;
            case SessionCommands.MarkRead read: Ask(new RoomCommand.MarkRead(read.Room, Login, Await(read), read.Seq) { Trace = read.Tag.Trace?.Session }); break;
            case SessionCommands.SetTyping typing: Type(typing); break;
            default: Connection.Answer(request.Tag, new Answer.Refused(ChatError.InvalidRequest)); break;
        }
    }

    private void WithRoomOf(Login companion, SessionCommands.Request request)
    {
        if (companion == Login)
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
            var found = Shared.Accounts.FindAsync(companion);
            if (found.IsCompletedSuccessfully)
            {
#pragma warning disable CA2012 // Completed, and read once.
                StopLooking(new CompanionFound(request, found.GetAwaiter().GetResult()));
#pragma warning restore CA2012
                return;
            }

            found.AsTask().PipeTo(
                Self,
                success: account => new CompanionFound(request, account),
                failure: cause => new CompanionUnknown(request, cause));
        }
    }

    private void StopLooking(CompanionFound found)
    {
        _looking = false;
        switch (found.Companion)
        {
            case null:
                _client.Refuse(found.Request.Tag, ChatError.UserNotFound);
                break;
            case { IsErased: true } erased:
                SendToErased(RoomKey.Of(Login, erased.Login), found.Request);
                break;
            case { Login: var companion }:
                var key = RoomKey.Of(Login, companion);
                Rooms.RememberCompanion(companion, key);
                SendTo(key, found.Request);
                break;
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
            case SessionCommands.JoinRoom when HasNoPlaceFor(key): Refuse(request.Tag, ChatError.TooManyRooms); break;
            case SessionCommands.JoinRoom: Ask(new RoomCommand.Open(key, Login, Await(request)) { Trace = request.Tag.Trace?.Session }); break;
        }
    }

    /// <summary>The room, where there is one, says what still goes: its history is there, and what was stored is answered as before.</summary>
    private void SendToErased(RoomKey key, SessionCommands.Request request)
    {
        switch (request)
        {
            case SessionCommands.SendMessage send: PostAgain(send, key.Number, key, ChatError.UserNotFound); break;
            case SessionCommands.JoinRoom when HasNoPlaceFor(key): _client.Refuse(request.Tag, ChatError.TooManyRooms); break;
            case SessionCommands.JoinRoom: Ask(new RoomCommand.Open(key, Login, Await(request), CompanionIsErased: true) { Trace = request.Tag.Trace?.Session }); break;
        }
    }

    private bool HasNoPlaceFor(RoomKey key) => Rooms.Count >= Shared.Settings.MaxJoinedRooms && !Rooms.HasJoined(key.Number);

    private void Post(SessionCommands.SendMessage send, RoomNumber room, RoomKey? key)
    {
        if (send is SessionCommands.SendAgain again)
        {
            PostAgain(again, room, key, again.Otherwise);
            return;
        }

        Ask(new RoomCommand.Post(room, key, Login, Await(send), send.Text, send.ClientMessageId) { Trace = send.Tag.Trace?.Session });
    }

    private void PostAgain(SessionCommands.SendMessage send, RoomNumber room, RoomKey? key, ChatError otherwise) =>
        Ask(new RoomCommand.PostAgain(room, key, Login, Await(send), send.Text, send.ClientMessageId, otherwise) { Trace = send.Tag.Trace?.Session });

    private void Leave(SessionCommands.LeaveRoom leave)
    {
        if (_rooms?.Leave(leave.Room) is not { } key)
        {
            _client.Refuse(leave.Tag, ChatError.RoomNotFound);
            return;
        }

        Registry.UnwatchPresence(key.CompanionOf(Login));
        Connection.Answer(leave.Tag, new Answer.RoomLeft(leave.Room));
    }

    private void Type(SessionCommands.SetTyping typing)
    {
        Ask(new RoomCommand.SetTyping(typing.Room, Login, Await(typing), typing.Typing) { Trace = typing.Tag.Trace?.Session });
        if (!typing.Typing)
        {
            _typing?.Clear(typing.Room);
        }
        else if ((_typing ??= new(Shared.Settings.MaxJoinedRooms)).Set(typing.Room) is { } turn)
        {
            TellSelfAfter(Shared.Settings.TypingTimeout, new TypingElapsed(typing.Room, turn));
        }
    }

    private void StopTyping(TypingElapsed elapsed)
    {
        if (_typing?.Clear(elapsed.Room, elapsed.Turn) == true)
        {
            Ask(new RoomCommand.SetTyping(elapsed.Room, Login, RequestsInFlight.Unasked, false));
        }
    }

    /// <summary>Asks for those whose turn has come. A client that takes nothing of what it asked for is not waited for for ever.</summary>
    private void AskForPages()
    {
        while (_pages is not null && _pages.TryBegin(out var have))
        {
            Ask(new RoomCommand.ReadHistory(have.Room, Login, Await(have), have.Before, have.After, have.Limit) { Trace = have.Tag.Trace?.Session });
        }

        if (_pages is { AnyWaits: true } && !_watchingReader)
        {
            _watchingReader = true;
            TellSelfAfter(Shared.Settings.UnreadTimeout, new LookForReader(_pages.Progress));
        }
    }

    private void EndIfUnread(long progress)
    {
        _watchingReader = false;
        if (!Pages.AnyWaits || Pages.Progress != progress)
        {
            AskForPages();
        }
        else
        {
            End(CloseReason.SlowConsumer);
        }
    }

    private void EndPage(RequestsInFlight.Request request)
    {
        if (request.IsPage)
        {
            Pages.End();
            AskForPages();
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
            case RoomReply.Posted posted: ChatMetrics.MessageBecameDurable(Shared.Clock, request.Since); _client.Answer(request.Tag, posted, _rooms?.HasJoined(posted.Message.Room) == true); break;
            case RoomReply.Opened opened: Joined(request.Tag, opened); break;
            case RoomReply.Page page: _client.Answer(request.Tag, page, Shared.Epoch); break;
            case RoomReply.Marked marked: _client.Answer(request, marked); break;
            case RoomReply.TypingTaken: Connection.Answer(request.Tag, new Answer.TypingNoted()); break;
            case RoomReply.Refused refused: Refuse(request.Tag, refused.Error); break;
        }

        EndPage(request);
        LeaveIfAnswered();
    }

    /// <summary>There may be no room yet: before it is opened, its companion is looked up again.</summary>
    private void Refuse(RequestTag tag, ChatError error)
    {
        _rooms?.ForgetCompanions();
        _client.Refuse(tag, error);
    }

    private void Joined(RequestTag tag, RoomReply.Opened opened)
    {
        Rooms.Join(opened.Key);
        _client.Answer(tag, opened, Shared.Epoch);
        Registry.WatchPresence(opened.Key.CompanionOf(Login));
    }

    private void Show(RoomNews news)
    {
        if (IsReady)
        {
            _client.Show(news, _rooms?.HasJoined(news.Key.Number) == true);
        }
    }

    private void ShowPresence(ServerEvent.PresenceChanged presence)
    {
        if (_rooms?.HasJoinedWith(presence.Login) == true)
        {
            Connection.Send(presence);
        }
    }

    private void Ask(RoomCommand command) => Shared.Rooms.Tell(command, Self);

    private long Await(SessionCommands.Request request)
    {
        if (!_watchingTimeouts)
        {
            _watchingTimeouts = true;
            TellSelfAfter(Shared.Settings.RequestTimeout, LookForTimeouts.Instance);
        }

        return (_requests ??= new()).Add(request, Shared.Clock.GetTimestamp());
    }

    /// <summary>
    /// A late answer to a question is that there is none. What may be stored a moment later must not be refused as if it never
    /// were: the connection ends instead, and its client sends again what it has no answer to.
    /// </summary>
    private void AnswerTimedOut()
    {
        var late = _requests!.TakeOlderThan(Shared.Settings.RequestTimeout, Shared.Clock);
        if (late.Any(request => request.Stores))
        {
            RequestsInFlight.Abandon(late);
            End(CloseReason.RequestTimeout);
            return;
        }

        foreach (var request in late)
        {
            _client.Refuse(request.Tag, ChatError.Unavailable);
            EndPage(request);
        }

        _watchingTimeouts = !_requests.IsEmpty;
        if (_watchingTimeouts)
        {
            TellSelfAfter(Shared.Settings.RequestTimeout / 2, LookForTimeouts.Instance);
        }

        LeaveIfAnswered();
    }

    private protected override bool IsAnswered => !_looking && (_requests is null || _requests.IsEmpty) && _pages is not { AnyWaits: true };

    /// <summary>Companions are not left with a typing sign.</summary>
    protected override void PostStop()
    {
        _requests?.AbandonAll();
        foreach (var request in (_waiting ?? []).Concat<SessionCommands.Request>(_pages?.Waiting ?? []))
        {
            request.Tag.Trace?.Abandoned();
        }

        foreach (var room in _typing?.Rooms ?? [])
        {
            Shared.Rooms.Tell(new RoomCommand.SetTyping(room, Login, RequestsInFlight.Unasked, false), ActorRefs.NoSender);
        }

        base.PostStop();
    }

    private PageTurns Pages => _pages ??= new(Shared.Settings.Page, Connection);

    private SessionRooms Rooms => _rooms ??= new(Shared.Settings.MaxJoinedRooms);
}
