using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;

namespace ActorChat.Storage.Rooms;

/// <summary>
/// All rooms of a user. A cursor says up to where a client has each partition's journal, so no room in which something happened later is missed, however many
/// batches are written between two pages.
/// </summary>
internal sealed class UserChats(IUserChatQueries queries, Func<Login, Task> whenWritten, string epoch, int partitions, int maxPageBytes) : IUserChats
{
    public async Task<SyncPage?> SyncAsync(Login login, string? cursor, int limit)
    {
        var start = SyncCursor.Start(epoch, partitions);
        var given = string.IsNullOrEmpty(cursor) ? start : SyncCursor.Read(cursor, partitions, epoch);
        if (given is null)
        {
            return null;
        }

        await whenWritten(login);
        var isOfToday = given.Epoch == epoch;
        var page = new SyncPageBuilder(isOfToday ? given : start, limit, maxPageBytes);
        await queries.FillAsync(login, page);
        return page.Build(reset: !isOfToday);
    }

    public async Task<IReadOnlyList<Login>> BlockedAsync(Login login)
    {
        await whenWritten(login);
        return [.. (await queries.BlockedAsync(login)).OrderBy(blocked => blocked.Key, StringComparer.Ordinal)];
    }

    public async Task<IReadOnlySet<Login>> ApartAsync(Login login, IReadOnlyCollection<Login> others)
    {
        await whenWritten(login);
        var rooms = others.ToDictionary(other => RoomKey.Of(login, other).Number);
        return (await queries.WithBlocksAsync(rooms.Keys)).Select(room => rooms[room]).ToHashSet();
    }
}
