using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Projection;

/// <summary>A batch and its position in the journal.</summary>
/// <param name="Partition">The partition of its journal.</param>
/// <param name="SequenceNr">Its position in that journal.</param>
/// <param name="Batch">The events.</param>
public record JournalBatch(int Partition, long SequenceNr, RoomBatch Batch);
