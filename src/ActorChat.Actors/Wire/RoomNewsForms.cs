using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Wire;

/// <summary>The forms of <see cref="RoomNews"/>.</summary>
internal static class RoomNewsForms
{
    public static IReadOnlyList<WireForm> All { get; } =
    [
        WireForm.Of<RoomNews.MessageArrived, Format.MessageArrived>(
            "news-message-arrived-v1",
            Format.MessageArrived.Parser,
            news => new Format.MessageArrived
            {
                Key = WireValues.Write(news.Key), Message = WireValues.Write(news.Message), RecipientUnread = news.RecipientUnread, AuthorUnread = news.AuthorUnread,
            },
            read => new RoomNews.MessageArrived(WireValues.Read(read.Key), WireValues.Read(read.Message), read.RecipientUnread, read.AuthorUnread)),
        WireForm.Of<RoomNews.MarkerMoved, Format.MarkerMoved>(
            "news-marker-moved-v1",
            Format.MarkerMoved.Parser,
            news => new Format.MarkerMoved { Key = WireValues.Write(news.Key), Reader = news.Reader.Name, Seq = news.Seq },
            read => new RoomNews.MarkerMoved(WireValues.Read(read.Key), WireValues.ReadLogin(read.Reader), read.Seq)),
        WireForm.Of<RoomNews.SignShown, Format.SignShown>(
            "news-sign-shown-v1",
            Format.SignShown.Parser,
            news => new Format.SignShown { Key = WireValues.Write(news.Key), Login = news.Login.Name, Sign = WireValues.Write(news.Sign) },
            read => new RoomNews.SignShown(WireValues.Read(read.Key), WireValues.ReadLogin(read.Login), WireValues.Read(read.Sign))),
    ];
}
