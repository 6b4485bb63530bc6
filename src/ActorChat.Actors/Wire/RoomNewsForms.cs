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
                Key = WireValues.Write(news.Key), Message = WireValues.Write(news.Message), RecipientUnread = news.RecipientUnread, AuthorUnread = news.AuthorUnread, Rev = news.Rev,
            },
            read => new RoomNews.MessageArrived(WireValues.Read(read.Key), WireValues.Read(read.Message), read.RecipientUnread, read.AuthorUnread) { Rev = read.Rev }),
        WireForm.Of<RoomNews.ChangeArrived, Format.ChangeArrived>(
            "news-change-arrived-v1",
            Format.ChangeArrived.Parser,
            news => new Format.ChangeArrived
            {
                Key = WireValues.Write(news.Key), Message = WireValues.Write(news.Message), IsRead = news.IsRead, LastSeq = news.LastSeq, FirstUnread = news.FirstUnread, SecondUnread = news.SecondUnread,
            },
            read => new RoomNews.ChangeArrived(WireValues.Read(read.Key), WireValues.Read(read.Message), read.IsRead, read.LastSeq, read.FirstUnread, read.SecondUnread)),
        WireForm.Of<RoomNews.DeliveryMoved, Format.DeliveryMoved>(
            "news-delivery-moved-v1",
            Format.DeliveryMoved.Parser,
            news => new Format.DeliveryMoved { Key = WireValues.Write(news.Key), Recipient = news.Recipient.Name, Seq = news.Seq },
            read => new RoomNews.DeliveryMoved(WireValues.Read(read.Key), WireValues.ReadLogin(read.Recipient), read.Seq)),
        WireForm.Of<RoomNews.BlockSet, Format.BlockSet>(
            "news-block-set-v1",
            Format.BlockSet.Parser,
            news => new Format.BlockSet { Key = WireValues.Write(news.Key), AnyBlocks = news.AnyBlocks, Epoch = news.Epoch },
            read => new RoomNews.BlockSet(WireValues.Read(read.Key), read.AnyBlocks) { Epoch = read.Epoch }),
        WireForm.Of<RoomNews.MarkerMoved, Format.MarkerMoved>(
            "news-marker-moved-v1",
            Format.MarkerMoved.Parser,
            Write,
            read => new RoomNews.MarkerMoved(WireValues.Read(read.Key), WireValues.ReadLogin(read.Reader), read.Seq) { Unread = read.HasUnread ? read.Unread : null }),
        WireForm.Of<RoomNews.SignShown, Format.SignShown>(
            "news-sign-shown-v1",
            Format.SignShown.Parser,
            news => new Format.SignShown { Key = WireValues.Write(news.Key), Login = news.Login.Name, Sign = WireValues.Write(news.Sign) },
            read => new RoomNews.SignShown(WireValues.Read(read.Key), WireValues.ReadLogin(read.Login), WireValues.Read(read.Sign))),
    ];

    private static Format.MarkerMoved Write(RoomNews.MarkerMoved news)
    {
        var written = new Format.MarkerMoved { Key = WireValues.Write(news.Key), Reader = news.Reader.Name, Seq = news.Seq };
        if (news.Unread is { } unread)
        {
            written.Unread = unread;
        }

        return written;
    }
}
