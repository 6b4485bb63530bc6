using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Sessions;

/// <summary>What the client of a session sees of the rooms' replies and news.</summary>
internal readonly struct ClientView(Login login, IConnection connection)
{
    public Login Login => login;

    public IConnection Connection => connection;

    /// <summary>Without an acknowledgement the session's own copy is the answer. It comes as news, unless there is none, or none for this session.</summary>
    public void Answer(RequestTag tag, RoomReply.Posted posted, bool joined)
    {
        if (tag.AckId is not null)
        {
            connection.Answer(tag, new Answer.MessageStored(posted.Message, posted.Repeated));
            return;
        }

        if (posted.Repeated || !joined)
        {
            connection.Send(new ServerEvent.MessageShown(posted.Message, posted.IsRead, posted.Key));
        }

        connection.Answer(tag, new Answer.ByEvent());
    }

    public void Answer(RequestsInFlight.Request request, RoomReply.Marked marked)
    {
        var room = request.Command.Room;
        if (request.Tag.AckId is not null)
        {
            connection.Answer(request.Tag, new Answer.Marked(room, marked.Seq, marked.Unread));
            return;
        }

        if (marked.Repeated)
        {
            connection.Send(request.Command is RoomCommand.MarkDelivered
                ? new ServerEvent.DeliveryShown(room, login, marked.Seq)
                : new ServerEvent.MarkerShown(room, login, marked.Seq, marked.Unread));
        }

        connection.Answer(request.Tag, new Answer.ByEvent());
    }

    public void Answer(RequestsInFlight.Request request, RoomReply.Changed changed)
    {
        var room = request.Command.Room;
        connection.Answer(request.Tag, request.Command is RoomCommand.React
            ? new Answer.Reacted(room, changed.Seq, changed.Rev)
            : new Answer.MessageChanged(room, changed.Seq, changed.Rev, changed.Time));
    }

    public void AnswerBlock(RequestsInFlight.Request request)
    {
        var set = (RoomCommand.SetBlock)request.Command;
        connection.Answer(request.Tag, new Answer.BlockSet(set.Key.CompanionOf(login), set.Blocks));
    }

    public void Answer(RequestTag tag, RoomReply.Page page, string epoch) => connection.Answer(tag, new Answer.History(page, page.Key.CompanionOf(login), epoch));

    public void Answer(RequestTag tag, RoomReply.Changes changes, string epoch) => connection.Answer(tag, new Answer.ChangesRead(changes, epoch));

    public void Answer(RequestTag tag, RoomReply.Opened opened, string epoch) =>
        connection.Answer(tag, new Answer.RoomJoined(opened.Key.Number, opened.Key.CompanionOf(login), opened.Created, epoch));

    public void Refuse(RequestTag tag, ChatError error) => connection.Answer(tag, new Answer.Refused(error));

    /// <summary>If the client has not joined the room, it gets <c>chat</c> for a message and for a change of the latest one, and no signs.</summary>
    public void Show(SharedEvent shared, RoomNews news, bool joined)
    {
        switch (news)
        {
            case RoomNews.MessageArrived arrived when !joined: connection.Send(ChatOf(arrived)); break;
            case RoomNews.ChangeArrived arrived when !joined && arrived.Message.Seq == arrived.LastSeq: connection.Send(ChatOf(arrived)); break;
            case RoomNews.SignShown or RoomNews.ChangeArrived when !joined: break;
            case RoomNews.MessageArrived or RoomNews.ChangeArrived or RoomNews.SignShown or RoomNews.MarkerMoved or RoomNews.DeliveryMoved: connection.Send(shared); break;
            default: throw new InvalidOperationException($"Nobody is shown {news.GetType().Name}.");
        }
    }

    private ServerEvent.ChatChanged ChatOf(RoomNews.MessageArrived arrived) => new(
        arrived.Key,
        arrived.Key.CompanionOf(login),
        arrived.UnreadOf(login),
        arrived.Message,
        false,
        arrived.Rev);

    private ServerEvent.ChatChanged ChatOf(RoomNews.ChangeArrived arrived) => new(
        arrived.Key,
        arrived.Key.CompanionOf(login),
        arrived.UnreadOf(login),
        arrived.Message,
        arrived.IsRead,
        arrived.Message.Rev);
}
