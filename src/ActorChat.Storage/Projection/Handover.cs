using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Storage.Projection;

/// <summary>A batch on its way from the journal into the tables.</summary>
/// <param name="Ticket">Its place among all that was handed over, of all partitions.</param>
/// <param name="Partition">Whose journal it is from.</param>
/// <param name="SequenceNr">Where in that journal it is.</param>
/// <param name="Batch">What happened.</param>
/// <param name="ReplyTo">Who is told once the tables hold it.</param>
/// <param name="At">When it was handed over, as a timestamp of the clock.</param>
internal sealed record Handover(long Ticket, int Partition, long SequenceNr, RoomBatch Batch, IActorRef ReplyTo, long At) : JournalBatch(Partition, SequenceNr, Batch)
{
    /// <summary>What it counts for in a transaction.</summary>
    public int Weight => 1 + Batch.Events.Length;
}
