using System.Collections.Immutable;
using System.Runtime.Serialization;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Journal.Format;
using Akka.Actor;
using Akka.Serialization;
using Google.Protobuf;

namespace ActorChat.Storage.Journal;

/// <summary>
/// Journal events as protobuf, in the format of <c>events.proto</c>. A manifest names each form that was ever written; all of them stay readable.
/// </summary>
public sealed class ChatEventSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public const string BatchManifest = "batch-v1";

    /// <summary>Stored beside every event: never change it.</summary>
    internal const int Id = 4143;

    public override int Identifier => Id;

    public override string Manifest(object o) => o switch
    {
        RoomBatch => BatchManifest,
        _ => throw new ArgumentException($"Not a journal event: {o.GetType()}", nameof(o)),
    };

    public override byte[] ToBinary(object obj) => obj switch
    {
        RoomBatch batch => Write(batch).ToByteArray(),
        _ => throw new ArgumentException($"Not a journal event: {obj.GetType()}", nameof(obj)),
    };

    public override object FromBinary(byte[] bytes, string manifest) => manifest switch
    {
        BatchManifest => Read(Batch.Parser.ParseFrom(bytes)),
        _ => throw new SerializationException($"The journal holds an event with the unknown manifest {manifest}; a newer server may have written it"),
    };

    private static Batch Write(RoomBatch batch)
    {
        var written = new Batch { NextId = batch.NextId };
        if (batch.OpenedEpoch is { } epoch)
        {
            written.OpenedEpoch = epoch;
        }

        written.Events.Capacity = batch.Events.Length;
        var places = new Dictionary<RoomKey, uint>();
        foreach (var happened in batch.Events)
        {
            if (!places.TryGetValue(happened.Room, out var place))
            {
                place = (uint)places.Count;
                places.Add(happened.Room, place);
                written.Rooms.Add(new Room { First = happened.Room.First.Name, Second = happened.Room.Second.Name });
            }

            written.Events.Add(Write(happened, place));
        }

        return written;
    }

    private static Event Write(RoomEvent happened, uint place)
    {
        switch (happened)
        {
            case MessagePosted posted:
                return Write(posted, place);
            case MessagesRead read:
                return new Event
                {
                    Kind = Event.Types.Kind.Read,
                    Room = place,
                    BySecond = read.Reader == read.Room.Second,
                    Time = read.Time,
                    From = read.From,
                    UpTo = read.UpTo,
                    Unread = read.Unread,
                };
            case MessageChanged changed:
                return Write(changed, place);
            case OperationKept kept:
                return new Event
                {
                    Kind = Event.Types.Kind.OperationKept,
                    Room = place,
                    BySecond = kept.By == kept.Room.Second,
                    Time = kept.Time,
                    Seq = kept.Seq,
                    Change = new Change { Rev = kept.Rev, OperationId = kept.OperationId },
                };
            case MessagesDelivered delivered:
                return new Event
                {
                    Kind = Event.Types.Kind.Delivered,
                    Room = place,
                    BySecond = delivered.Recipient == delivered.Room.Second,
                    Time = delivered.Time,
                    UpTo = delivered.UpTo,
                };
            case CompanionBlocked blocked:
                return new Event
                {
                    Kind = Event.Types.Kind.Blocked,
                    Room = place,
                    BySecond = blocked.Blocker == blocked.Room.Second,
                    Time = blocked.Time,
                    Blocks = blocked.Blocks,
                };
            case MessagesExpired expired:
                return new Event { Kind = Event.Types.Kind.Expired, Room = place, Time = expired.Time, UpTo = expired.UpTo };
            case RetentionSet set:
                return Write(set, place);
            case AuthorErased erased:
                return new Event { Kind = Event.Types.Kind.AuthorErased, Room = place, BySecond = erased.Author == erased.Room.Second, Time = erased.Time, UpTo = erased.UpTo };
            case RoomOpened opened:
                return new Event { Kind = Event.Types.Kind.Opened, Room = place, Time = opened.Time };
            default:
                throw new ArgumentException($"Not a journal event: {happened.GetType()}", nameof(happened));
        }
    }

    private static Event Write(MessagePosted posted, uint place)
    {
        var message = posted.Message;
        var written = new Event
        {
            Kind = Event.Types.Kind.Posted,
            Room = place,
            BySecond = message.Author == posted.Room.Second,
            Time = message.Time,
            Id = message.Id,
            Seq = message.Seq,
            Text = message.Text,
            Unread = posted.Unread,
            ReplyTo = message.Details?.ReplyTo ?? 0,
        };
        if (message.ClientMessageId is { } clientMessageId)
        {
            written.ClientMessageId = clientMessageId;
        }

        return written;
    }

    private static Event Write(RetentionSet set, uint place)
    {
        var written = new Event { Kind = Event.Types.Kind.RetentionSet, Room = place, Time = set.Time };
        if (set.Kept is { } kept)
        {
            written.Kept = kept;
        }

        return written;
    }

    private static Event Write(MessageChanged changed, uint place)
    {
        var details = changed.Details;
        var written = new Event
        {
            Kind = Event.Types.Kind.Changed,
            Room = place,
            BySecond = changed.By == changed.Room.Second,
            Time = changed.Time,
            Seq = changed.Seq,
            ReplyTo = details.ReplyTo,
            Change = new Change
            {
                Rev = details.Rev,
                EditedAt = details.EditedAt,
                DeletedAt = details.DeletedAt,
                FirstReactions = { details.FirstReactions },
                SecondReactions = { details.SecondReactions },
            },
        };
        if (changed.Text is { } text)
        {
            written.Change.NewText = text;
        }

        if (changed.OperationId is { } operationId)
        {
            written.Change.OperationId = operationId;
        }

        return written;
    }

    private static RoomBatch Read(Batch written)
    {
        var rooms = new RoomKey[written.Rooms.Count];
        for (var i = 0; i < rooms.Length; i++)
        {
            rooms[i] = RoomKey.Of(Login.FromStored(written.Rooms[i].First), Login.FromStored(written.Rooms[i].Second));
        }

        var events = ImmutableArray.CreateBuilder<RoomEvent>(written.Events.Count);
        foreach (var happened in written.Events)
        {
            events.Add(Read(happened, rooms[(int)happened.Room]));
        }

        return new RoomBatch(written.NextId, events.MoveToImmutable()) { OpenedEpoch = written.HasOpenedEpoch ? written.OpenedEpoch : null };
    }

    private static RoomEvent Read(Event written, RoomKey room)
    {
        var who = written.BySecond ? room.Second : room.First;
        return written.Kind switch
        {
            Event.Types.Kind.Posted => new MessagePosted(room, ReadMessage(written, room, who), written.Unread),
            Event.Types.Kind.Read => new MessagesRead(room, who, written.From, written.UpTo, written.Unread) { Time = written.Time },
            Event.Types.Kind.Changed => new MessageChanged(
                room,
                who,
                written.Seq,
                written.Time,
                written.Change.HasNewText ? written.Change.NewText : null,
                ReadDetails(written),
                written.Change.HasOperationId ? written.Change.OperationId : null),
            Event.Types.Kind.OperationKept => new OperationKept(room, who, written.Change.OperationId, written.Seq, written.Change.Rev, written.Time),
            Event.Types.Kind.Delivered => new MessagesDelivered(room, who, written.UpTo, written.Time),
            Event.Types.Kind.Blocked => new CompanionBlocked(room, who, written.Blocks, written.Time),
            Event.Types.Kind.Opened => new RoomOpened(room, written.Time),
            Event.Types.Kind.Expired => new MessagesExpired(room, written.UpTo, written.Time),
            Event.Types.Kind.RetentionSet => new RetentionSet(room, written.HasKept ? written.Kept : null, written.Time),
            Event.Types.Kind.AuthorErased => new AuthorErased(room, who, written.UpTo) { Time = written.Time },
            _ => throw new SerializationException($"The journal holds an event of the unknown kind {written.Kind}; a newer server may have written it"),
        };
    }

    private static ChatMessage ReadMessage(Event written, RoomKey room, Login author) =>
        new(room.Number, written.Id, written.Seq, author, written.Text, written.Time, written.HasClientMessageId ? written.ClientMessageId : null)
        {
            Details = written.ReplyTo == 0 ? null : new MessageDetails(written.ReplyTo),
        };

    private static MessageDetails ReadDetails(Event written) => new(written.ReplyTo)
    {
        Rev = written.Change.Rev,
        EditedAt = written.Change.EditedAt,
        DeletedAt = written.Change.DeletedAt,
        FirstReactions = [.. written.Change.FirstReactions],
        SecondReactions = [.. written.Change.SecondReactions],
    };
}
