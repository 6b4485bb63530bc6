using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Projection;

/// <summary>A batch and where it is in the journal.</summary>
/// <param name="Partition">Whose journal it is from.</param>
/// <param name="SequenceNr">Where in that journal it is.</param>
/// <param name="Batch">What happened.</param>
public record JournalBatch(int Partition, long SequenceNr, RoomBatch Batch);
