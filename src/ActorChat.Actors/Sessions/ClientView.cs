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
            connection.Answer(tag, new Answer.MessageStored(posted.Message));
            return;
        }

        if (posted.Repeated || !joined)
        {
            connection.Send(new ServerEvent.MessageShown(posted.Message, posted.IsRead));
        }

        connection.Answer(tag, new Answer.ByEvent());
    }

    public void Answer(RequestsInFlight.Request request, RoomReply.Marked marked)
    {
        if (request.Tag.AckId is not null)
        {
            connection.Answer(request.Tag, new Answer.ReadMarked(request.Command.Room, marked.Seq));
            return;
        }

        if (marked.Repeated)
        {
            connection.Send(new ServerEvent.MarkerShown(request.Command.Room, login, marked.Seq));
        }

        connection.Answer(request.Tag, new Answer.ByEvent());
    }

    public void Answer(RequestTag tag, RoomReply.Page page, string epoch) =>
        connection.Answer(tag, new Answer.History(page.Key, page.Key.CompanionOf(login), page.Messages, page.HasMore, page.FirstReadUpTo, page.SecondReadUpTo, epoch));

    public void Answer(RequestTag tag, RoomReply.Opened opened, string epoch) =>
        connection.Answer(tag, new Answer.RoomJoined(opened.Key.Number, opened.Key.CompanionOf(login), opened.Created, epoch));

    public void Refuse(RequestTag tag, ChatError error) => connection.Answer(tag, new Answer.Refused(error));

    /// <summary>If the client has not joined the room, it gets <c>chat</c> for a message, and no signs.</summary>
    public void Show(SharedEvent shared, RoomNews news, bool joined)
    {
        switch (news)
        {
            case RoomNews.MessageArrived arrived when !joined: connection.Send(ChatOf(arrived)); break;
            case RoomNews.SignShown when !joined: break;
            case RoomNews.MessageArrived or RoomNews.SignShown or RoomNews.MarkerMoved: connection.Send(shared); break;
            default: throw new InvalidOperationException($"Nobody is shown {news.GetType().Name}.");
        }
    }

    private ServerEvent.ChatChanged ChatOf(RoomNews.MessageArrived arrived) => new(
        arrived.Key.Number,
        arrived.Key.CompanionOf(login),
        arrived.UnreadOf(login),
        arrived.Message,
        false);
}
