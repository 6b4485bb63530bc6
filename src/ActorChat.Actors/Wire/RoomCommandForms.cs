using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Wire;

/// <summary>The forms of <see cref="RoomCommand"/>.</summary>
internal static class RoomCommandForms
{
    public static IReadOnlyList<WireForm> All { get; } =
    [
        WireForm.Of<RoomCommand.Open, Format.Open>(
            "room-open-v1",
            Format.Open.Parser,
            open => new Format.Open { Request = Write(open), Key = WireValues.Write(open.Key), CompanionIsErased = open.CompanionIsErased },
            read => With(read.Request, new RoomCommand.Open(WireValues.Read(read.Key), Caller(read.Request), read.Request.RequestId, read.CompanionIsErased))),
        WireForm.Of<RoomCommand.Post, Format.Post>(
            "room-post-v1",
            Format.Post.Parser,
            Write,
            read => With(read.Request, new RoomCommand.Post(Room(read.Request), Key(read), Caller(read.Request), read.Request.RequestId, read.Text, ClientId(read)) { ReplyTo = read.ReplyTo })),
        WireForm.Of<RoomCommand.PostAgain, Format.Post>(
            "room-post-again-v1",
            Format.Post.Parser,
            WriteAgain,
            read => With(read.Request, new RoomCommand.PostAgain(
                Room(read.Request), Key(read), Caller(read.Request), read.Request.RequestId, read.Text, ClientId(read), WireValues.Read(read.Otherwise)) { ReplyTo = read.ReplyTo })),
        WireForm.Of<RoomCommand.ReadHistory, Format.ReadHistory>(
            "room-read-history-v1",
            Format.ReadHistory.Parser,
            Write,
            read => With(read.Request, new RoomCommand.ReadHistory(
                Room(read.Request), Caller(read.Request), read.Request.RequestId, read.HasBefore ? read.Before : null, read.HasAfter ? read.After : null, read.Limit))),
        WireForm.Of<RoomCommand.MarkRead, Format.MarkRead>(
            "room-mark-read-v1",
            Format.MarkRead.Parser,
            mark => new Format.MarkRead { Request = Write(mark), Seq = mark.Seq },
            read => With(read.Request, new RoomCommand.MarkRead(Room(read.Request), Caller(read.Request), read.Request.RequestId, read.Seq))),
        WireForm.Of<RoomCommand.MarkDelivered, Format.MarkDelivered>(
            "room-mark-delivered-v1",
            Format.MarkDelivered.Parser,
            mark => new Format.MarkDelivered { Request = Write(mark), Seq = mark.Seq },
            read => With(read.Request, new RoomCommand.MarkDelivered(Room(read.Request), Caller(read.Request), read.Request.RequestId, read.Seq))),
        WireForm.Of<RoomCommand.Edit, Format.Edit>(
            "room-edit-v1",
            Format.Edit.Parser,
            Write,
            read => With(read.Request, new RoomCommand.Edit(
                Room(read.Request), Caller(read.Request), read.Request.RequestId, read.Seq, read.Text, read.HasOperationId ? read.OperationId : null))),
        WireForm.Of<RoomCommand.Delete, Format.Delete>(
            "room-delete-v1",
            Format.Delete.Parser,
            Write,
            read => With(read.Request, new RoomCommand.Delete(Room(read.Request), Caller(read.Request), read.Request.RequestId, read.Seq, read.HasOperationId ? read.OperationId : null))),
        WireForm.Of<RoomCommand.React, Format.React>(
            "room-react-v1",
            Format.React.Parser,
            react => new Format.React { Request = Write(react), Seq = react.Seq, Reaction = react.Reaction, On = react.On },
            read => With(read.Request, new RoomCommand.React(Room(read.Request), Caller(read.Request), read.Request.RequestId, read.Seq, read.Reaction, read.On))),
        WireForm.Of<RoomCommand.ReadChanges, Format.ReadChanges>(
            "room-read-changes-v1",
            Format.ReadChanges.Parser,
            changes => new Format.ReadChanges { Request = Write(changes), Since = changes.Since, Limit = changes.Limit },
            read => With(read.Request, new RoomCommand.ReadChanges(Room(read.Request), Caller(read.Request), read.Request.RequestId, read.Since, read.Limit))),
        WireForm.Of<RoomCommand.SetBlock, Format.SetBlock>(
            "room-set-block-v1",
            Format.SetBlock.Parser,
            set => new Format.SetBlock { Request = Write(set), Key = WireValues.Write(set.Key), Blocks = set.Blocks, CompanionIsErased = set.CompanionIsErased },
            read => With(read.Request, new RoomCommand.SetBlock(WireValues.Read(read.Key), Caller(read.Request), read.Request.RequestId, read.Blocks, read.CompanionIsErased))),
        WireForm.Of<RoomCommand.ShowSign, Format.ShowSign>(
            "room-show-sign-v1",
            Format.ShowSign.Parser,
            show => new Format.ShowSign { Request = Write(show), Sign = WireValues.Write(show.Sign) },
            read => With(read.Request, new RoomCommand.ShowSign(Room(read.Request), Caller(read.Request), read.Request.RequestId, WireValues.Read(read.Sign)))),
        WireForm.Of<RoomCommand.Expire, Format.Expire>(
            "room-expire-v1",
            Format.Expire.Parser,
            expire => new Format.Expire { Request = Write(expire) },
            read => With(read.Request, new RoomCommand.Expire(Room(read.Request), Caller(read.Request), read.Request.RequestId))),
        WireForm.Of<RoomCommand.SetRetention, Format.SetRetention>(
            "room-set-retention-v1",
            Format.SetRetention.Parser,
            Write,
            read => With(read.Request, new RoomCommand.SetRetention(Room(read.Request), Caller(read.Request), read.Request.RequestId, read.HasKept ? read.Kept : null))),
        WireForm.Of<RoomCommand.EraseAuthor, Format.EraseAuthor>(
            "room-erase-author-v1",
            Format.EraseAuthor.Parser,
            erase => new Format.EraseAuthor { Request = Write(erase) },
            read => With(read.Request, new RoomCommand.EraseAuthor(Room(read.Request), Caller(read.Request), read.Request.RequestId))),
    ];

    private static Format.Request Write(RoomCommand command)
    {
        var written = new Format.Request { Room = WireValues.Write(command.Room), Caller = command.Caller.Name, RequestId = command.RequestId };
        if (command.TraceParent is { } trace)
        {
            written.TraceParent = trace;
        }

        return written;
    }

    private static Format.Post Write(RoomCommand.Post post)
    {
        var written = new Format.Post { Request = Write((RoomCommand)post), Key = post.Key is { } key ? WireValues.Write(key) : null, Text = post.Text, ReplyTo = post.ReplyTo };
        if (post.ClientMessageId is { } id)
        {
            written.ClientMessageId = id;
        }

        return written;
    }

    private static Format.Post WriteAgain(RoomCommand.PostAgain post)
    {
        var written = Write(post);
        written.Otherwise = WireValues.Write(post.Otherwise);
        return written;
    }

    private static Format.Edit Write(RoomCommand.Edit edit)
    {
        var written = new Format.Edit { Request = Write((RoomCommand)edit), Seq = edit.Seq, Text = edit.Text };
        if (edit.OperationId is { } id)
        {
            written.OperationId = id;
        }

        return written;
    }

    private static Format.Delete Write(RoomCommand.Delete delete)
    {
        var written = new Format.Delete { Request = Write((RoomCommand)delete), Seq = delete.Seq };
        if (delete.OperationId is { } id)
        {
            written.OperationId = id;
        }

        return written;
    }

    private static Format.SetRetention Write(RoomCommand.SetRetention set)
    {
        var written = new Format.SetRetention { Request = Write((RoomCommand)set) };
        if (set.Kept is { } kept)
        {
            written.Kept = kept;
        }

        return written;
    }

    private static Format.ReadHistory Write(RoomCommand.ReadHistory read)
    {
        var written = new Format.ReadHistory { Request = Write((RoomCommand)read), Limit = read.Limit };
        if (read.Before is { } before)
        {
            written.Before = before;
        }

        if (read.After is { } after)
        {
            written.After = after;
        }

        return written;
    }

    private static T With<T>(Format.Request request, T command)
        where T : RoomCommand => request.HasTraceParent ? command with { TraceParent = request.TraceParent } : command;

    private static RoomNumber Room(Format.Request request) => WireValues.ReadRoom(request.Room);

    private static Login Caller(Format.Request request) => WireValues.ReadLogin(request.Caller);

    private static RoomKey? Key(Format.Post post) => post.Key is null ? null : WireValues.Read(post.Key);

    private static string? ClientId(Format.Post post) => post.HasClientMessageId ? post.ClientMessageId : null;
}
