using ActorChat.Actors.Rooms;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.Rooms;
using Npgsql;

namespace ActorChat.Storage.PostgreSql.Rooms;

/// <summary>How a row of <c>message_rows</c> is read.</summary>
internal static class MessageRow
{
    /// <summary>The columns that <see cref="Read"/> takes, of <c>message_rows</c> under this name.</summary>
    public const string Columns = "m.id, m.seq, m.by_second, m.text, m.time, m.client_id, m.reply_to, m.rev, m.edited_at, m.deleted_at, m.first_reactions, m.second_reactions";

    /// <param name="row">The row.</param>
    /// <param name="room">Its room.</param>
    /// <param name="at">Where its columns begin.</param>
    public static ChatMessage Read(NpgsqlDataReader row, RoomKey room, int at = 0) => new(
        room.Number,
        Id: row.GetInt64(at),
        Seq: row.GetInt64(at + 1),
        Author: row.GetBoolean(at + 2) ? room.Second : room.First,
        Text: row.GetString(at + 3),
        Time: row.GetInt64(at + 4),
        ClientMessageId: row.TextOrNull(at + 5))
    {
        Details = row.IsDBNull(at + 6) && row.IsDBNull(at + 7) ? null : new MessageDetails(row.NumberOrNull(at + 6) ?? 0)
        {
            Rev = row.NumberOrNull(at + 7) ?? 0,
            EditedAt = row.NumberOrNull(at + 8) ?? 0,
            DeletedAt = row.NumberOrNull(at + 9) ?? 0,
            FirstReactions = ReactionList.Read(row.TextOrNull(at + 10)),
            SecondReactions = ReactionList.Read(row.TextOrNull(at + 11)),
        },
    };
}
