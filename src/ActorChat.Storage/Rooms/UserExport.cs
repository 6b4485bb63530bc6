using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;

namespace ActorChat.Storage.Rooms;

/// <summary>
/// Everything that a user can read, in an order that stays the same, so that an export can resume where it was cut. It sees everything that was acknowledged
/// before each call of <see cref="RoomsAsync"/>.
/// </summary>
public sealed class UserExport
{
    private readonly IStorageEngine _engine;
    private readonly Func<Login, Task> _whenWritten;
    private readonly int _maxPageBytes;

    internal UserExport(IStorageEngine engine, Func<Login, Task> whenWritten, int maxPageBytes) =>
        (_engine, _whenWritten, _maxPageBytes) = (engine, whenWritten, maxPageBytes);

    /// <inheritdoc cref="ExportPosition.Read"/>
    public ExportPosition? Read(string? cursor) => ExportPosition.Read(cursor, _engine.Epoch);

    /// <summary>The cursor with which a client continues after this place.</summary>
    public string CursorOf(ExportPosition position) => position.ToCursor(_engine.Epoch);

    /// <inheritdoc cref="IExportQueries.RoomsAsync"/>
    public async Task<IReadOnlyList<ExportedRoom>> RoomsAsync(Login login, RoomNumber from, int limit)
    {
        await _whenWritten(login);
        return await _engine.Export.RoomsAsync(login, from, limit);
    }

    /// <summary>The next messages of a room, ascending; fewer than <paramref name="limit"/> if they are long. None if there are no more.</summary>
    public Task<IReadOnlyList<ChatMessage>> MessagesAsync(RoomKey room, long after, int limit) => _engine.Rooms.ReadPageAsync(room, null, after, limit, _maxPageBytes);
}
