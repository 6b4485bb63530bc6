using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Rooms;

/// <summary>How a row of <c>messages</c> is read.</summary>
internal static class MessageRow
{
    /// <summary>The columns that <see cref="Read"/> takes, of <c>messages</c> under this name.</summary>
    public const string Columns = "m.id, m.seq, m.bySecond, m.message, m.time, m.clientMessageId, m.replyTo, m.rev, m.editedAt, m.deletedAt, m.firstReactions, m.secondReactions";

    /// <param name="row">The row.</param>
    /// <param name="room">Its room.</param>
    /// <param name="at">Where its columns begin.</param>
    public static ChatMessage Read(Statement row, RoomKey room, int at = 0) => new(
        room.Number,
        Id: row.Number(at),
        Seq: row.Number(at + 1),
        Author: row.Number(at + 2) == 0 ? room.First : room.Second,
        Text: row.Text(at + 3),
        Time: IsoTime.Read(row.Utf8(at + 4)),
        ClientMessageId: row.TextOrNull(at + 5))
    {
        Details = row.IsNull(at + 6) && row.IsNull(at + 7) ? null : new MessageDetails(row.Number(at + 6))
        {
            Rev = row.Number(at + 7),
            EditedAt = row.Number(at + 8),
            DeletedAt = row.Number(at + 9),
            FirstReactions = ReactionList.Read(row.TextOrNull(at + 10)),
            SecondReactions = ReactionList.Read(row.TextOrNull(at + 11)),
        },
    };
}
