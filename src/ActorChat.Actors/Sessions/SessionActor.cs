using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;
using Akka.Actor;
using Akka.Event;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// One live connection: sends its client's requests to the rooms, and the rooms' replies and news to its client. Nothing of it survives a crash: its
/// connection is closed, and the client reconnects and asks for what it missed. Child of <see cref="SessionsActor"/>.
/// </summary>
public sealed class SessionActor : UntypedActor
{
    private readonly SessionContext _shared;
    private readonly ClientView _client;
    private readonly RegistryLink _registry;

    /// <summary>Made at the first request: most connections are idle, and there are very many of them.</summary>
    private RequestHandler? _requests;
    private CloseReason? _leaving;
    private bool _isReady;
    private bool _isClosed;

    private SessionActor(SessionDirectory.OpenSession open, IActorRef opener, SessionContext shared)
    {
        (_shared, _client) = (shared, new ClientView(open.Login, open.Connection));
        _registry = new RegistryLink(open.Login, open.TokenId, open.TokenEndsAt, opener, shared.Registry, shared.Settings.RegisterRetry, Context);
    }

    public static Props Props(SessionDirectory.OpenSession open, IActorRef opener, SessionContext shared) =>
        Akka.Actor.Props.CreateBy(new Producer<SessionActor>(() => new SessionActor(open, opener, shared))).WithMailbox(SessionMailbox.Id);

    protected override void PreStart() => _registry.Register();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SessionCommands.Request request: Take(request); break;
            case RoomReply reply: _requests?.Reply(reply); LeaveIfAnswered(); break;
            case SharedEvent shared: Show(shared); break;
            case CompanionLookup.Found found: _requests!.GoOn(found); LeaveIfAnswered(); break;
            case CompanionLookup.Failed failed: FailToLook(failed); break;
            case ChatQueries.Answered answered: Answer(answered); break;
            case RoomRequests.LookForLate: AnswerLate(); break;
            case TypingSigns.Elapsed elapsed: _requests!.StopTyping(elapsed); break;
            case SessionCommands.SomeSent: _requests?.SomeSent(); break;
            case SlowReader.Look look: CutIfUnread(look); break;
            case RegistryCommands.Registered: _registry.Registered(Sender); break;
            case RegistryCommands.TooManySessions: RefuseToOpen(); break;
            case RegistryLink.RegisterAgain: _registry.Register(); break;
            case RegistryLink.WatchAgain again: _registry.WatchThoseOf(again.Ended); break;
            case Terminated ended: PartitionEnded(ended.ActorRef); break;
            case SessionCommands.ConnectionReady: BecomeReady(); break;
            case SessionCommands.Leave leave: Leave(leave.Reason); break;
            case SessionCommands.End end: End(end.Reason); break;
            case SessionCommands.PartitionLost lost: EndIfItRelied(lost.Partition); break;
            case SessionCommands.ConnectionEnded: StopWithoutClosing(); break;
            default: Unhandled(message); break;
        }
    }

    private void Take(SessionCommands.Request request)
    {
        request.Tag.Trace?.Taken();
        if (_leaving is not null)
        {
            _client.Refuse(request.Tag, ChatError.Unavailable);
            return;
        }

        (_requests ??= new RequestHandler(_client, _registry, _shared, Context)).Take(request);
    }

    private void FailToLook(CompanionLookup.Failed failed)
    {
        Context.GetLogger().Warning(failed.Cause, "An account could not be looked up; a request is refused as unavailable");
        _requests!.GoOn(failed);
        LeaveIfAnswered();
    }

    private void Answer(ChatQueries.Answered answered)
    {
        if (answered.Failure is { } cause)
        {
            Context.GetLogger().Warning(cause, "The rooms of a user could not be looked up; a request is refused as unavailable");
        }

        _requests!.Answer(answered);
        LeaveIfAnswered();
    }

    private void AnswerLate()
    {
        if (_requests!.TryAnswerLate())
        {
            LeaveIfAnswered();
        }
        else
        {
            End(CloseReason.RequestTimeout);
        }
    }

    /// <summary>A client that takes nothing of what it asked for is closed after a while.</summary>
    private void CutIfUnread(SlowReader.Look look)
    {
        if (_requests!.IsUnread(look))
        {
            End(CloseReason.SlowConsumer);
        }
    }

    private void Show(SharedEvent shared)
    {
        switch (shared.Happened)
        {
            case RoomNews.BlockSet block: _requests?.Follow(block); break;
            case RoomNews news when _isReady: ShowNews(shared, news); break;
            case ServerEvent.PresenceChanged presence when _requests?.SeesPresenceOf(presence.Login) == true: _client.Connection.Send(shared); break;
            case RoomNews or ServerEvent.PresenceChanged: break;
            default: Unhandled(shared); break;
        }
    }

    private void EndIfItRelied(int partition)
    {
        if (_requests?.ReliesOn(partition) == true)
        {
            End(CloseReason.SessionFailed);
        }
    }

    private void ShowNews(SharedEvent shared, RoomNews news)
    {
        var joined = _requests?.HasJoined(news.Key.Number) == true;
        switch (joined ? _requests!.NoveltyOf(news) : SessionRooms.Novelty.New)
        {
            case SessionRooms.Novelty.New: _client.Show(shared, news, joined); break;
            case SessionRooms.Novelty.BeforeJoin: _client.Show(shared, news, joined: false); break;
            case SessionRooms.Novelty.BehindGap: EndBehindGap(news); break;
        }
    }

    /// <summary>The client reconnects and asks for what it missed, as always; but whatever lost it should have ended this session.</summary>
    private void EndBehindGap(RoomNews news)
    {
        Context.GetLogger().Error("A message or a change before the latest of room {Room} did not come to a session; it ends", news.Key.Number);
        End(CloseReason.SessionFailed);
    }

    private void RefuseToOpen()
    {
        // The opener tells the client why, and ends the connection itself.
        _registry.Refused();
        StopWithoutClosing();
    }

    /// <summary>
    /// What was published between the end of its partition and its replacement is lost: the client must reconnect and ask for what it missed.
    /// </summary>
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

    private void BecomeReady()
    {
        _isReady = true;
        _client.Connection.Send(new ServerEvent.Named(_client.Login));
    }

    private void Leave(CloseReason reason)
    {
        _leaving ??= reason;
        _requests?.TakeNoMore();
        LeaveIfAnswered();
    }

    private void LeaveIfAnswered()
    {
        if (_leaving is not null && !_isClosed && _requests is not { IsAnswered: false })
        {
            End(_leaving);
        }
    }

    private void End(CloseReason reason)
    {
        _client.Connection.Close(reason);
        StopWithoutClosing();
    }

    private void StopWithoutClosing()
    {
        _isClosed = true;
        Context.Stop(Self);
    }

    /// <summary>However a session ends, its connection ends too.</summary>
    protected override void PostStop()
    {
        _registry.Cancel();
        _requests?.Abandon();
        if (!_isClosed)
        {
            _client.Connection.Close(CloseReason.SessionFailed);
        }
    }
}
