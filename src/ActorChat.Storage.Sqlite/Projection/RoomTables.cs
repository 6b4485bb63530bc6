using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;
using ActorChat.Storage.Sqlite;
using Akka.Actor;

namespace ActorChat.Storage.Projection;

/// <summary>The rooms' tables as the actors use them: batches go in through the pipeline, reads wait for what concerns them.</summary>
internal sealed class RoomTables(ChatDatabase database, ProjectionPipeline pipeline) : IRoomTables
{
    /// <summary>A commit that changes nothing synchronises nothing.</summary>
    private const string Touch = "UPDATE projection_offset SET synced = synced + 1 WHERE partition = ?";

    public string Epoch => database.Epoch.Value;

    public async Task<long> OffsetAsync(int partition)
    {
        await Wait(pipeline.Barrier.WhenAllWrittenAsync());
        return pipeline.OffsetOf(partition);
    }

    public void Project(int partition, long sequenceNr, RoomBatch batch, IActorRef replyTo) => pipeline.HandOver(partition, sequenceNr, batch, replyTo);

    public async Task<long> MakeDurableAsync(int partition)
    {
        var offset = pipeline.OffsetOf(partition);
        await database.Writer.RunAsync(session => session.Prepare(Touch).Bind(1, partition).Run());
        return offset;
    }

    public Task<StoredRoom?> LoadRoomAsync(RoomNumber room, int messages) => ReadAsync(room, session => RoomReads.Load(session, room, messages));

    public Task<IReadOnlyList<ChatMessage>> ReadPageAsync(RoomKey room, long? before, long? after, int limit, int maxBytes = int.MaxValue) =>
        ReadAsync(room.Number, session => RoomReads.Page(session, room, before, after, limit, maxBytes));

    public Task<ChatMessage?> FindByClientIdAsync(RoomKey room, Login author, string clientMessageId) =>
        ReadAsync(room.Number, session => RoomReads.Find(session, room, author, clientMessageId));

    public Task<IReadOnlyList<StoredClientId>> ReadClientIdsAsync(RoomKey room, long after, long before, int limit) =>
        ReadAsync(room.Number, session => RoomReads.ReadClientIds(session, room, after, before, limit));

    public Task<long> CountAsync(RoomKey room, Login author, long after, long upTo) =>
        ReadAsync(room.Number, session => RoomReads.Count(session, room, author, after, upTo));

    /// <summary>Completes when the tables hold all rooms of a user that were handed over before.</summary>
    public Task WhenWrittenAsync(Login login) => Wait(pipeline.Barrier.WhenWrittenAsync(Barrier.PlaceOf(login)));

    private async Task<T> ReadAsync<T>(RoomNumber room, Func<SqliteSession, T> read)
    {
        await Wait(pipeline.Barrier.WhenWrittenAsync(Barrier.PlaceOf(room)));
        return await database.Readers.RunAsync(read);
    }

    private Task Wait(Task written)
    {
        if (!written.IsCompleted)
        {
            pipeline.Press();
        }

        return written;
    }
}
