using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using ActorChat.Storage.Rooms;
using ActorChat.Storage.Sqlite.Connections;

namespace ActorChat.Storage.Sqlite.Rooms;

/// <summary>How long texts are kept, from <c>room_retention</c>, <c>rooms</c> and <c>messages</c>.</summary>
internal sealed class RetentionQueries(DatabaseFiles database) : IRetentionQueries
{
    private const string Oldest = "SELECT r.id, r.first_login, k.kept, m.time FROM ";
    private const string WithMessage = " LEFT JOIN messages AS m ON m.room = r.room AND m.seq = coalesce(k.expired_seq, 0) + 1 ORDER BY r.id";

    internal const string OfAll = Oldest + "(SELECT id, room, first_login FROM rooms WHERE id > ?1 ORDER BY id LIMIT ?2) AS r LEFT JOIN room_retention AS k ON k.id = r.id" + WithMessage;

    internal const string OfOwn = Oldest
        + "(SELECT id, kept, expired_seq FROM room_retention WHERE kept IS NOT NULL AND id > ?1 ORDER BY id LIMIT ?2) AS k JOIN rooms AS r ON r.id = k.id" + WithMessage;

    internal const string One = "SELECT kept, expired_seq FROM room_retention WHERE id = ?1";

    public Task<StoredRetention> FindAsync(RoomKey room) => database.Readers.RunAsync(session =>
    {
        var find = session.Prepare(One).Bind(1, room.Number.ToString());
        if (!find.Step())
        {
            return default;
        }

        var found = new StoredRetention(find.NumberOrNull(0), find.Number(1));
        find.Reset();
        return found;
    });

    public Task<IReadOnlyList<OldestMessage>> OldestAsync(RoomNumber after, int limit, bool onlyOwn) => database.Readers.RunAsync<IReadOnlyList<OldestMessage>>(session =>
    {
        var rows = session.Prepare(onlyOwn ? OfOwn : OfAll).Bind(1, after.ToString()).Bind(2, limit);
        var rooms = new List<OldestMessage>(limit);
        while (rows.Step())
        {
            _ = RoomNumber.TryParse(rows.Text(0), out var room);
            rooms.Add(new OldestMessage(room, Login.FromStored(rows.Text(1)), rows.NumberOrNull(2), rows.IsNull(3) ? null : IsoTime.Read(rows.Utf8(3))));
        }

        return rooms;
    });
}
