using ActorChat.Actors.Accounts;
using ActorChat.Actors.Common;
using ActorChat.Actors.Metrics;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>Handles the requests of a session's client in order. Most go to a room, whose reply is the client's answer.</summary>
internal sealed class RequestHandler
{
    private readonly ClientView _client;
    private readonly RegistryLink _registry;
    private readonly SessionContext _shared;
    private readonly IActorRef _session;
    private readonly SessionTimers _timers;
    private readonly RoomRequests _requests;

    // Made when first needed.
    private CompanionLookup? _companions;
    private JoinedRooms? _rooms;
    private TypingSigns? _typing;
    private ClientPages? _pages;
    private ChatQueries? _queries;
    private bool _takesNoMore;

    public RequestHandler(ClientView client, RegistryLink registry, SessionContext shared, IActorContext session)
    {
        (_client, _registry, _shared, _session, _timers) = (client, registry, shared, session.Self, new SessionTimers(session));
        _requests = new RoomRequests(client.Login, shared, _session, _timers);
    }

    /// <summary>Whether no request waits for its answer.</summary>
    public bool IsAnswered => _requests.IsEmpty && _companions is not { IsLooking: true } && _pages is not { AnyWaits: true } && _queries is not { AnyUnderWay: true };

    public bool HasJoined(RoomNumber room) => _rooms?.HasJoined(room) == true;

    /// <summary>How news of a joined room follow what was shown.</summary>
    public SessionRooms.Novelty NoveltyOf(RoomNews news) => _rooms!.NoveltyOf(news);

    public bool SeesPresenceOf(Login companion) => _rooms?.SeesPresenceOf(companion) == true;

    /// <summary>Whether a room of this partition is joined, or a request to one has no answer yet.</summary>
    public bool ReliesOn(int partition) => _requests.AnyTo(partition) || _rooms?.AnyJoined(room => _shared.Rooms.PartitionOf(room) == partition) == true;

    public void Take(SessionCommands.Request request)
    {
        if (_companions is { IsLooking: true })
        {
            _companions.Wait(request);
            return;
        }

        switch (request)
        {
            case SessionCommands.SendMessage { Room: { } room } send: _requests.Post(send, room, null); break;
            case SessionCommands.SendMessage { Companion: { } companion } send: WithRoomOf(companion, send); break;
            case SessionCommands.JoinRoom join: WithRoomOf(join.Companion, join); break;
            case SessionCommands.LeaveRoom leave: Leave(leave); break;
            case SessionCommands.HaveRoom or SessionCommands.ReadChanges or SessionCommands.Sync or SessionCommands.ListBlocked: Pages.Add(request); break;
            case SessionCommands.MarkRead read: _requests.MarkRead(read); break;
            case SessionCommands.MarkDelivered mark: _requests.MarkDelivered(mark); break;
            case SessionCommands.EditMessage edit: _requests.Edit(edit); break;
            case SessionCommands.DeleteMessage delete: _requests.Delete(delete); break;
            case SessionCommands.React react: _requests.React(react); break;
            case SessionCommands.SetBlock set: WithRoomOf(set.Companion, set); break;
            case SessionCommands.ShowSign show: Show(show); break;
            default: _client.Refuse(request.Tag, ChatError.InvalidRequest); break;
        }
    }

    /// <summary>A companion was looked up: the requests after it continue.</summary>
    public void GoOn(CompanionLookup.Found found)
    {
        Companions.End();
        SendTo(found.Companion, found.Request);
        TakeWaiting();
    }

    public void GoOn(CompanionLookup.Failed failed)
    {
        Companions.End();
        _client.Refuse(failed.Request.Tag, ChatError.Unavailable);
        TakeWaiting();
    }

    public void Reply(RoomReply reply)
    {
        if (_requests.Take(reply) is not { } request)
        {
            return;
        }

        switch (reply)
        {
            case RoomReply.Posted posted: ChatMetrics.MessageBecameDurable(_shared.Clock, request.Since); _client.Answer(request.Tag, posted, HasJoined(posted.Message.Room)); break;
            case RoomReply.Opened opened: Joined(request.Tag, opened); break;
            case RoomReply.Page page: _client.Answer(request.Tag, page, _shared.Epoch); break;
            case RoomReply.Marked marked: _client.Answer(request, marked); break;
            case RoomReply.Changed changed: _client.Answer(request, changed); break;
            case RoomReply.Changes changes: _client.Answer(request.Tag, changes, _shared.Epoch); break;
            case RoomReply.BlockTaken: _client.AnswerBlock(request); break;
            case RoomReply.SignTaken: _client.Connection.Answer(request.Tag, new Answer.SignNoted()); break;
            case RoomReply.Refused refused: Refuse(request.Tag, refused.Error); break;
            default: throw new InvalidOperationException($"{reply.GetType().Name} answers no request of a client.");
        }

        EndPage(request);
    }

    /// <summary>The tables have answered a question about all rooms.</summary>
    public void Answer(ChatQueries.Answered answered)
    {
        Queries.End();
        _client.Connection.Answer(answered.Request.Tag, answered.Answer);
        Pages.End();
    }

    public void Follow(RoomNews.BlockSet block) => _rooms?.Follow(block);

    /// <summary>
    /// For a late query the answer is that there is none. A request that may still be stored must not be refused as if it never were: then this returns
    /// false, and the connection must end, so that its client sends again what has no answer.
    /// </summary>
    public bool TryAnswerLate()
    {
        var late = _requests.TakeLate();
        if (late.Any(request => request.Stores))
        {
            RequestsInFlight.Abandon(late);
            return false;
        }

        foreach (var request in late)
        {
            _client.Refuse(request.Tag, ChatError.Unavailable);
            EndPage(request);
        }

        return true;
    }

    public void SomeSent() => _pages?.SomeSent();

    public bool IsUnread(SlowReader.Look look) => Pages.IsUnread(look);

    public void StopTyping(TypingSigns.Elapsed elapsed)
    {
        if (_typing?.Clear(elapsed.Room, elapsed.Turn) == true)
        {
            _requests.EndTyping(elapsed.Room);
        }
    }

    /// <summary>The session leaves: requests that wait for their turn are refused.</summary>
    public void TakeNoMore() => _takesNoMore = true;

    /// <summary>The session ends: nothing more is answered, and its typing signs are cleared for the companions.</summary>
    public void Abandon()
    {
        _timers.Cancel();
        _requests.AbandonAll();
        foreach (var request in (_companions?.Waiting ?? []).Concat(_pages?.Waiting ?? []))
        {
            request.Tag.Trace?.Abandoned();
        }

        foreach (var room in _typing?.Rooms ?? [])
        {
            _requests.EndTyping(room);
        }
    }

    private void TakeWaiting()
    {
        while (Companions.TryTakeWaiting(out var next))
        {
            if (_takesNoMore)
            {
                _client.Refuse(next.Tag, ChatError.Unavailable);
            }
            else
            {
                Take(next);
            }
        }
    }

    private void WithRoomOf(Login companion, SessionCommands.Request request)
    {
        if (companion == _client.Login)
        {
            _client.Refuse(request.Tag, ChatError.SelfDialog);
        }
        else if (Companions.RoomWith(companion) is { } known)
        {
            SendTo(known, request, isErased: false);
        }
        else if (Companions.TryFind(companion, request, out var account))
        {
            SendTo(account, request);
        }
    }

    private void SendTo(Account? companion, SessionCommands.Request request)
    {
        if (companion is null)
        {
            _client.Refuse(request.Tag, ChatError.UserNotFound);
            return;
        }

        var room = RoomKey.Of(_client.Login, companion.Login);
        if (!companion.IsErased)
        {
            Companions.Remember(companion.Login, room);
        }

        SendTo(room, request, companion.IsErased);
    }

    /// <summary>
    /// If the companion is erased, the room, if there is one, decides what is still possible: its history can be read, and stored messages are answered as
    /// before.
    /// </summary>
    private void SendTo(RoomKey room, SessionCommands.Request request, bool isErased)
    {
        switch (request)
        {
            case SessionCommands.SendMessage send when isErased: _requests.PostAgain(send, room.Number, room, ChatError.UserNotFound); break;
            case SessionCommands.SendMessage send: _requests.Post(send, room.Number, room); break;
            case SessionCommands.JoinRoom when HasNoPlaceFor(room): Refuse(request.Tag, ChatError.TooManyRooms); break;
            case SessionCommands.JoinRoom: _requests.Open(request, room, isErased); break;
            case SessionCommands.SetBlock set: _requests.SetBlock(set, room, isErased); break;
            default: throw new InvalidOperationException($"{request.GetType().Name} names no companion.");
        }
    }

    private bool HasNoPlaceFor(RoomKey room) => _rooms?.Count >= _shared.Settings.MaxJoinedRooms && !HasJoined(room.Number);

    private void Leave(SessionCommands.LeaveRoom leave)
    {
        if (_rooms?.TryLeave(leave.Room) == true)
        {
            _client.Connection.Answer(leave.Tag, new Answer.RoomLeft(leave.Room));
        }
        else
        {
            _client.Refuse(leave.Tag, ChatError.RoomNotFound);
        }
    }

    /// <summary>Most signs are over once they are shown. Typing lasts, until it is switched off or its time is up.</summary>
    private void Show(SessionCommands.ShowSign show)
    {
        _requests.Show(show);
        if (show.Sign == Sign.TypingOff)
        {
            _typing?.Clear(show.Room);
        }
        else if (show.Sign == Sign.TypingOn && (_typing ??= new(_shared.Settings.MaxJoinedRooms)).Set(show.Room) is { } turn)
        {
            _timers.TellAfter(_shared.Settings.TypingTimeout, new TypingSigns.Elapsed(show.Room, turn));
        }
    }

    private void Joined(RequestTag tag, RoomReply.Opened opened)
    {
        (_rooms ??= new(_client.Login, _registry)).Join(opened);
        _client.Answer(tag, opened, _shared.Epoch);
    }

    /// <summary>There may be no room yet: before it is opened, its companion is looked up again.</summary>
    private void Refuse(RequestTag tag, ChatError error)
    {
        _companions?.ForgetAll();
        _client.Refuse(tag, error);
    }

    private void EndPage(RequestsInFlight.Request request)
    {
        if (request.IsPage)
        {
            Pages.End();
        }
    }

    private CompanionLookup Companions => _companions ??= new(_shared.Accounts, _shared.Settings.MaxJoinedRooms, _session);

    private ChatQueries Queries => _queries ??= new(_client.Login, _shared, _session);

    private ClientPages Pages => _pages ??= MakePages();

    private ClientPages MakePages()
    {
        var turns = new PageTurns(_shared.Settings.Page, _client.Connection);
        return new ClientPages(turns, new SlowReader(turns, _shared.Settings.UnreadTimeout, _timers), _requests, Queries);
    }
}
