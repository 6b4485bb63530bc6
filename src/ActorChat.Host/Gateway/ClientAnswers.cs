using ActorChat.Actors.Common;
using ActorChat.Actors.Outbound;
using ActorChat.Actors.Rooms;

namespace ActorChat.Host.Gateway;

/// <summary>The JSON of answers to a client's requests.</summary>
internal static class ClientAnswers
{
    /// <summary>The argument of an answer; null if there is no answer.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="rendered">Keeps the messages of a page as they are written; null to keep none.</param>
    public static Utf8Buffer? Write(Answer answer, RenderedMessages? rendered) => answer switch
    {
        Answer.MessageStored { Message: var message } stored => Of(message.Room).Json(",\"id\":"u8).Number(message.Id)
            .Json(",\"seq\":"u8).Number(message.Seq).Json(",\"time\":"u8).Time(message.Time).Json(stored.Repeated ? ",\"repeated\":true}"u8 : "}"u8),
        Answer.Marked marked => Of(marked.Room).Json(",\"seq\":"u8).Number(marked.Seq).Unread(marked.Unread).Json("}"u8),
        Answer.SignNoted => Utf8Buffer.Begin().Json("{}"u8),
        Answer.History history => WriteHistory(history, rendered),
        Answer.RoomJoined joined => Of(joined.Room)
            .Json(",\"companion\":"u8).Text(joined.Companion.Name).Json(",\"created\":"u8).Switch(joined.Created)
            .Json(",\"epoch\":"u8).Text(joined.Epoch).Json("}"u8),
        Answer.RoomLeft left => Of(left.Room).Json("}"u8),
        Answer.MessageChanged changed => Of(changed.Room).Json(",\"seq\":"u8).Number(changed.Seq)
            .Json(",\"rev\":"u8).Number(changed.Rev).Json(",\"time\":"u8).Time(changed.Time).Json("}"u8),
        Answer.Reacted reacted => Of(reacted.Room).Json(",\"seq\":"u8).Number(reacted.Seq).Json(",\"rev\":"u8).Number(reacted.Rev).Json("}"u8),
        Answer.ChangesRead { Changes: var changes, Epoch: var epoch } => WriteChanges(changes, epoch, rendered),
        Answer.BlockSet set => Utf8Buffer.Begin().Json("{\"login\":"u8).Text(set.Companion.Name).Json(",\"blocked\":"u8).Switch(set.IsBlocked).Json("}"u8),
        Answer.Blocked blocked => WriteBlocked(blocked.Logins),
        Answer.Synced synced => WriteSync(synced),
        Answer.Refused refused => ClientEvents.Write(refused.Error),
        Answer.ByEvent => null,
        _ => throw new InvalidOperationException($"No JSON for {answer.GetType().Name}."),
    };

    private static Utf8Buffer Of(RoomNumber room) => Utf8Buffer.Begin().Json("{\"room\":"u8).Room(room);

    private static Utf8Buffer WriteHistory(Answer.History history, RenderedMessages? rendered)
    {
        var page = history.Page;
        var buffer = Of(page.Key.Number).Json(",\"companion\":"u8).Text(history.Companion.Name).Json(",\"messages\":"u8);
        MessageJson.AppendPage(buffer, page.Key, page.Messages, page.FirstReadUpTo, page.SecondReadUpTo, rendered).Json(",\"hasMore\":"u8).Switch(page.HasMore);
        AppendMarkers(buffer.Json(",\"read\":"u8), page.Key, page.FirstReadUpTo, page.SecondReadUpTo);
        AppendMarkers(buffer.Json(",\"delivered\":"u8), page.Key, page.FirstDeliveredUpTo, page.SecondDeliveredUpTo);
        return buffer.Json(",\"rev\":"u8).Number(page.Rev).Json(",\"epoch\":"u8).Text(history.Epoch).Json("}"u8);
    }

    private static Utf8Buffer WriteChanges(RoomReply.Changes changes, string epoch, RenderedMessages? rendered)
    {
        var buffer = Of(changes.Key.Number).Json(",\"rev\":"u8).Number(changes.Rev).Json(",\"messages\":"u8);
        return MessageJson.AppendPage(buffer, changes.Key, changes.Messages, changes.FirstReadUpTo, changes.SecondReadUpTo, rendered)
            .Json(",\"hasMore\":"u8).Switch(changes.HasMore).Json(",\"epoch\":"u8).Text(epoch).Json("}"u8);
    }

    private static Utf8Buffer WriteBlocked(IReadOnlyList<Login> logins)
    {
        var buffer = Utf8Buffer.Begin().Json("{\"logins\":["u8);
        for (var at = 0; at < logins.Count; at++)
        {
            (at == 0 ? buffer : buffer.Json(","u8)).Text(logins[at].Name);
        }

        return buffer.Json("]}"u8);
    }

    private static Utf8Buffer WriteSync(Answer.Synced synced)
    {
        var (page, buffer) = (synced.Page, Utf8Buffer.Begin().Json("{\"rooms\":["u8));
        for (var at = 0; at < page.Rooms.Count; at++)
        {
            Append(at == 0 ? buffer : buffer.Json(","u8), page.Rooms[at], synced.Login);
        }

        return buffer.Json("],\"cursor\":"u8).Text(page.Cursor).Json(",\"complete\":"u8).Switch(page.Complete)
            .Json(",\"epoch\":"u8).Text(synced.Epoch).Json(",\"reset\":"u8).Switch(page.Reset).Json("}"u8);
    }

    private static void Append(Utf8Buffer buffer, SyncedRoom room, Login login)
    {
        var key = room.Key;
        buffer.Json("{\"room\":"u8).Room(key.Number).Json(",\"companion\":"u8).Text(key.CompanionOf(login).Name)
            .Json(",\"seq\":"u8).Number(room.LastSeq).Json(",\"rev\":"u8).Number(room.Rev)
            .Json(",\"unread\":"u8).Number(login == key.First ? room.First.Unread : room.Second.Unread);
        AppendMarkers(buffer.Json(",\"read\":"u8), key, room.First.ReadUpTo, room.Second.ReadUpTo);
        AppendMarkers(buffer.Json(",\"delivered\":"u8), key, room.First.DeliveredUpTo, room.Second.DeliveredUpTo).Json(",\"lastMessage\":"u8);
        (room.Last is { } last ? MessageJson.Append(buffer, last, last.IsRead(key, room.First.ReadUpTo, room.Second.ReadUpTo), key) : buffer.Json("null"u8)).Json("}"u8);
    }

    private static Utf8Buffer AppendMarkers(Utf8Buffer buffer, RoomKey key, long first, long second) => buffer
        .Json("{"u8).Text(key.First.Name).Json(":"u8).Number(first).Json(","u8).Text(key.Second.Name).Json(":"u8).Number(second).Json("}"u8);
}
