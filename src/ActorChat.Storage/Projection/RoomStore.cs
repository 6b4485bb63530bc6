using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Engine;
using Akka.Actor;

namespace ActorChat.Storage.Projection;

/// <summary>The rooms' tables as the actors use them: batches go in through the pipeline, and reads wait for the batches that concern them.</summary>
internal sealed class RoomStore(IStorageEngine engine, ProjectionPipeline pipeline) : IRoomTables
{
    public string Epoch => engine.Epoch;

    public async Task<long> OffsetAsync(int partition)
    {
        await Wait(pipeline.Barrier.WhenAllWrittenAsync());
        return await pipeline.ReopenAsync(partition);
    }

    public void Project(int partition, long sequenceNr, RoomBatch batch, IActorRef replyTo) => pipeline.HandOver(partition, sequenceNr, batch, replyTo);

    public async Task<long> MakeDurableAsync(int partition)
    {
        var offset = pipeline.OffsetOf(partition);
        await engine.Projection.MakeDurableAsync(partition);
        return offset;
    }

    public async Task<StoredRoom?> LoadRoomAsync(RoomNumber room, int messages)
    {
        await WhenWrittenAsync(room);
        return await engine.Rooms.LoadAsync(room, messages);
    }

    public async Task<IReadOnlyList<ChatMessage>> ReadPageAsync(RoomKey room, long? before, long? after, int limit, int maxBytes = int.MaxValue)
    {
        await WhenWrittenAsync(room.Number);
        return await engine.Rooms.ReadPageAsync(room, before, after, limit, maxBytes);
    }

    public async Task<ChatMessage?> FindByClientIdAsync(RoomKey room, Login author, string clientMessageId)
    {
        await WhenWrittenAsync(room.Number);
        return await engine.Rooms.FindByClientIdAsync(room, author, clientMessageId);
    }

    public async Task<IReadOnlyList<StoredClientId>> ReadClientIdsAsync(RoomKey room, long after, long before, int limit)
    {
        await WhenWrittenAsync(room.Number);
        return await engine.Rooms.ReadClientIdsAsync(room, after, before, limit);
    }

    public async Task<long> CountAsync(RoomKey room, Login author, long after, long upTo)
    {
        await WhenWrittenAsync(room.Number);
        return await engine.Rooms.CountAsync(room, author, after, upTo);
    }

    public async Task<ChatMessage?> FindMessageAsync(RoomKey room, long seq)
    {
        await WhenWrittenAsync(room.Number);
        return await engine.Rooms.FindAsync(room, seq);
    }

    public async Task<StoredOperation?> FindOperationAsync(RoomKey room, Login by, string operationId)
    {
        await WhenWrittenAsync(room.Number);
        return await engine.Rooms.FindOperationAsync(room, by, operationId);
    }

    public async Task<long> CountBlocksAsync(Login blocker)
    {
        await WhenWrittenAsync(blocker);
        return await engine.UserChats.CountBlockedAsync(blocker);
    }

    public async Task<StoredRetention> FindRetentionAsync(RoomKey room)
    {
        await WhenWrittenAsync(room.Number);
        return await engine.Retention.FindAsync(room);
    }

    public async Task<IReadOnlyList<ChatMessage>> ReadChangesAsync(RoomKey room, long since, int limit, int maxBytes = int.MaxValue)
    {
        await WhenWrittenAsync(room.Number);
        return await engine.Rooms.ReadChangesAsync(room, since, limit, maxBytes);
    }

    /// <summary>Completes when the tables hold all rooms of a user that were handed over before.</summary>
    public Task WhenWrittenAsync(Login login) => Wait(pipeline.Barrier.WhenWrittenAsync(Barrier.PlaceOf(login)));

    /// <summary>Completes when the tables hold everything of a room that was handed over before.</summary>
    public Task WhenWrittenAsync(RoomNumber room) => Wait(pipeline.Barrier.WhenWrittenAsync(Barrier.PlaceOf(room)));

    private Task Wait(Task written)
    {
        if (!written.IsCompleted)
        {
            pipeline.Press();
        }

        return written;
    }
}
