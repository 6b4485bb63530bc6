using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Storage.Projection;

/// <summary>A batch on its way from the journal into the tables.</summary>
/// <param name="Ticket">Its place among everything that was handed over, of all partitions.</param>
/// <param name="Partition">The partition of its journal.</param>
/// <param name="SequenceNr">Its position in that journal.</param>
/// <param name="Batch">The events.</param>
/// <param name="ReplyTo">Who is told once the tables hold it.</param>
/// <param name="At">When it was handed over, as a timestamp of the clock.</param>
internal sealed record Handover(long Ticket, int Partition, long SequenceNr, RoomBatch Batch, IActorRef ReplyTo, long At) : JournalBatch(Partition, SequenceNr, Batch)
{
    /// <summary>Its weight in a transaction.</summary>
    public int Weight => 1 + Batch.Events.Length;
}
