using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Engine;

/// <summary>
/// The reads of rooms and messages. Each answer shows one moment, and includes every plan that <see cref="IProjectionTables.WriteAsync"/> has completed
/// before. <see cref="IRoomTables"/> says what each method means.
/// </summary>
public interface IRoomQueries
{
    /// <inheritdoc cref="IRoomTables.LoadRoomAsync"/>
    Task<StoredRoom?> LoadAsync(RoomNumber room, int messages);

    /// <inheritdoc cref="IRoomTables.ReadPageAsync"/>
    Task<IReadOnlyList<ChatMessage>> ReadPageAsync(RoomKey room, long? before, long? after, int limit, int maxBytes);

    /// <inheritdoc cref="IRoomTables.FindByClientIdAsync"/>
    Task<ChatMessage?> FindByClientIdAsync(RoomKey room, Login author, string clientMessageId);

    /// <inheritdoc cref="IRoomTables.ReadClientIdsAsync"/>
    Task<IReadOnlyList<StoredClientId>> ReadClientIdsAsync(RoomKey room, long after, long before, int limit);

    /// <inheritdoc cref="IRoomTables.CountAsync"/>
    Task<long> CountAsync(RoomKey room, Login author, long after, long upTo);

    /// <inheritdoc cref="IRoomTables.FindMessageAsync"/>
    Task<ChatMessage?> FindAsync(RoomKey room, long seq);

    /// <inheritdoc cref="IRoomTables.FindOperationAsync"/>
    Task<StoredOperation?> FindOperationAsync(RoomKey room, Login by, string operationId);

    /// <inheritdoc cref="IRoomTables.ReadChangesAsync"/>
    Task<IReadOnlyList<ChatMessage>> ReadChangesAsync(RoomKey room, long since, int limit, int maxBytes);
}
