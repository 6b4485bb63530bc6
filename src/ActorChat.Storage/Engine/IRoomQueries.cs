using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Engine;

/// <summary>
/// What is read of rooms and messages. Each answer is of one moment, and sees every plan that <see cref="IProjectionTables.WriteAsync"/> has
/// completed before. What each method means is said where the actors see it: <see cref="IRoomTables"/>.
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
}
