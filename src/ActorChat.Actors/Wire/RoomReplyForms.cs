using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Wire;

/// <summary>The forms of <see cref="RoomReply"/>.</summary>
internal static class RoomReplyForms
{
    public static IReadOnlyList<WireForm> All { get; } =
    [
        WireForm.Of<RoomReply.Opened, Format.Opened>(
            "room-opened-v1",
            Format.Opened.Parser,
            Write,
            read => new RoomReply.Opened(read.RequestId, WireValues.Read(read.Key), read.Created, read.LastSeq)
            {
                Rev = read.HasRev ? read.Rev : null, AnyBlocks = read.AnyBlocks, Epoch = read.Epoch,
            }),
        WireForm.Of<RoomReply.Posted, Format.Posted>(
            "room-posted-v1",
            Format.Posted.Parser,
            posted => new Format.Posted
            {
                RequestId = posted.RequestId, Message = WireValues.Write(posted.Message), IsRead = posted.IsRead, Repeated = posted.Repeated, Key = posted.Key is { } key ? WireValues.Write(key) : null,
            },
            read => new RoomReply.Posted(read.RequestId, WireValues.Read(read.Message), read.IsRead, read.Repeated) { Key = read.Key is { } key ? WireValues.Read(key) : null }),
        WireForm.Of<RoomReply.Page, Format.Page>(
            "room-page-v1",
            Format.Page.Parser,
            Write,
            read => new RoomReply.Page(read.RequestId, WireValues.Read(read.Key), [.. read.Messages.Select(WireValues.Read)], read.HasMore, read.FirstReadUpTo, read.SecondReadUpTo)
            {
                Rev = read.Rev,
                FirstDeliveredUpTo = Math.Max(read.FirstDeliveredUpTo, read.FirstReadUpTo),
                SecondDeliveredUpTo = Math.Max(read.SecondDeliveredUpTo, read.SecondReadUpTo),
            }),
        WireForm.Of<RoomReply.Changed, Format.Changed>(
            "room-changed-v1",
            Format.Changed.Parser,
            changed => new Format.Changed { RequestId = changed.RequestId, Seq = changed.Seq, Rev = changed.Rev, Time = changed.Time },
            read => new RoomReply.Changed(read.RequestId, read.Seq, read.Rev, read.Time)),
        WireForm.Of<RoomReply.Changes, Format.Changes>(
            "room-changes-v1",
            Format.Changes.Parser,
            Write,
            read => new RoomReply.Changes(
                read.RequestId, WireValues.Read(read.Key), read.Rev, [.. read.Messages.Select(WireValues.Read)], read.HasMore, read.FirstReadUpTo, read.SecondReadUpTo)),
        WireForm.Of<RoomReply.Marked, Format.Marked>(
            "room-marked-v1",
            Format.Marked.Parser,
            Write,
            read => new RoomReply.Marked(read.RequestId, read.Seq, read.Repeated) { Unread = read.HasUnread ? read.Unread : null }),
        WireForm.Of<RoomReply.Refused, Format.Refused>(
            "room-refused-v1",
            Format.Refused.Parser,
            refused => new Format.Refused { RequestId = refused.RequestId, Error = WireValues.Write(refused.Error) },
            read => new RoomReply.Refused(read.RequestId, WireValues.Read(read.Error))),
        Done("room-sign-taken-v1", id => new RoomReply.SignTaken(id)),
        Done("room-block-taken-v1", id => new RoomReply.BlockTaken(id)),
        WireForm.Of<RoomReply.Expired, Format.Expired>(
            "room-expired-v1",
            Format.Expired.Parser,
            expired => new Format.Expired { RequestId = expired.RequestId, AnyMore = expired.AnyMore },
            read => new RoomReply.Expired(read.RequestId, read.AnyMore)),
        Done("room-retention-taken-v1", id => new RoomReply.RetentionTaken(id)),
        Done("room-author-erased-v1", id => new RoomReply.AuthorErased(id)),
        Done("room-moved-v1", id => new RoomReply.Moved(id)),
    ];

    private static WireForm Done<T>(string manifest, Func<long, T> read)
        where T : RoomReply =>
        WireForm.Of<T, Format.Done>(manifest, Format.Done.Parser, reply => new Format.Done { RequestId = reply.RequestId }, written => read(written.RequestId));

    private static Format.Opened Write(RoomReply.Opened opened)
    {
        var written = new Format.Opened
        {
            RequestId = opened.RequestId, Key = WireValues.Write(opened.Key), Created = opened.Created, LastSeq = opened.LastSeq, AnyBlocks = opened.AnyBlocks, Epoch = opened.Epoch,
        };
        if (opened.Rev is { } rev)
        {
            written.Rev = rev;
        }

        return written;
    }

    private static Format.Marked Write(RoomReply.Marked marked)
    {
        var written = new Format.Marked { RequestId = marked.RequestId, Seq = marked.Seq, Repeated = marked.Repeated };
        if (marked.Unread is { } unread)
        {
            written.Unread = unread;
        }

        return written;
    }

    private static Format.Changes Write(RoomReply.Changes changes)
    {
        var written = new Format.Changes
        {
            RequestId = changes.RequestId,
            Key = WireValues.Write(changes.Key),
            Rev = changes.Rev,
            HasMore = changes.HasMore,
            FirstReadUpTo = changes.FirstReadUpTo,
            SecondReadUpTo = changes.SecondReadUpTo,
        };
        written.Messages.AddRange(changes.Messages.Select(WireValues.Write));
        return written;
    }

    /// <summary>Most clients read what they get: then nothing is written.</summary>
    private static long Above(long readUpTo, long deliveredUpTo) => deliveredUpTo > readUpTo ? deliveredUpTo : 0;

    private static Format.Page Write(RoomReply.Page page)
    {
        var written = new Format.Page
        {
            RequestId = page.RequestId,
            Key = WireValues.Write(page.Key),
            HasMore = page.HasMore,
            FirstReadUpTo = page.FirstReadUpTo,
            SecondReadUpTo = page.SecondReadUpTo,
            Rev = page.Rev,
            FirstDeliveredUpTo = Above(page.FirstReadUpTo, page.FirstDeliveredUpTo),
            SecondDeliveredUpTo = Above(page.SecondReadUpTo, page.SecondDeliveredUpTo),
        };
        written.Messages.AddRange(page.Messages.Select(WireValues.Write));
        return written;
    }
}
