using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.PostgreSql.Connections;
using ActorChat.Storage.Rooms;

namespace ActorChat.Storage.PostgreSql.Rooms;

/// <summary>How long texts are kept, from <c>room_retention</c>, <c>room_rows</c> and <c>message_rows</c>.</summary>
internal sealed class RetentionQueries(Pool reads) : IRetentionQueries
{
    private const string WithMessage = """
         LEFT JOIN room_retention AS k ON k.room_no = r.no LEFT JOIN message_rows AS m ON m.room_no = r.no AND m.seq = coalesce(k.expired_seq, 0) + 1 ORDER BY r.id
        """;

    internal const string OfAll = "SELECT r.id, r.first_login, k.kept, m.time FROM (SELECT id, no, first_login FROM room_rows WHERE id > $1 ORDER BY id LIMIT $2) AS r" + WithMessage;

    internal const string OfOwn = """
        SELECT r.id, r.first_login, k.kept, m.time FROM (SELECT id, no, first_login FROM room_rows
          WHERE no IN (SELECT room_no FROM room_retention WHERE kept IS NOT NULL) AND id > $1 ORDER BY id LIMIT $2) AS r
        """ + WithMessage;

    internal const string One = "SELECT kept, expired_seq FROM room_retention WHERE room_no = (SELECT no FROM room_rows WHERE id = $1)";

    public Task<StoredRetention> FindAsync(RoomKey room) => reads.ReadAsync(connection => connection.Command(One, Sql.Uuid(room.Number.Value))
        .FirstAsync(row => new StoredRetention(row.NumberOrNull(0), row.GetInt64(1))));

    public Task<IReadOnlyList<OldestMessage>> OldestAsync(RoomNumber after, int limit, bool onlyOwn) => reads.ReadAsync<IReadOnlyList<OldestMessage>>(async connection =>
        await connection.Command(onlyOwn ? OfOwn : OfAll, Sql.Uuid(after.Value), Sql.Int(limit))
            .ListAsync(row => new OldestMessage(new RoomNumber(row.GetGuid(0)), Login.FromStored(row.GetString(1)), row.NumberOrNull(2), row.NumberOrNull(3))));
}
