using Akka.Actor;

namespace ActorChat.Actors.Rooms;

/// <summary>The requests of a room to its partition's writer, and the answers. Local to its node.</summary>
public static class WriterCommands
{
    /// <summary>
    /// Sent by a room that decided; answered by <see cref="Appended"/> once the journal has it. There is no refusal: a writer that cannot write ends, and the
    /// partition with it.
    /// </summary>
    public sealed record Append(RoomEvent First, RoomEvent? Second) : INoSerializationVerificationNeeded
    {
        public int Count => Second is null ? 1 : 2;
    }

    /// <summary>An append that is recorded, with the span of the room that decided it, as a W3C <c>traceparent</c>.</summary>
    public sealed record TracedAppend(Append Append, string TraceParent) : INoSerializationVerificationNeeded;

    /// <summary>The events are in the journal, in the order in which the room sent them.</summary>
    public sealed record Appended(RoomBatch Batch, int From, int Count) : INoSerializationVerificationNeeded;

    /// <summary>
    /// The writer has ended, and the room's first pending events, this many, were in a write of unknown outcome. Whether they are stored is settled at the
    /// next opening; until then the room must answer nothing.
    /// </summary>
    public sealed record Unsettled(int Count) : INoSerializationVerificationNeeded;

    /// <summary>Sent by a room that wakes; answered by <see cref="Loaded"/> once the tables hold everything that the room was told before.</summary>
    public sealed record Load(RoomNumber Room) : INoSerializationVerificationNeeded;

    /// <summary>What the tables hold of the room; null if there is no such room.</summary>
    public sealed record Loaded(StoredRoom? Room) : INoSerializationVerificationNeeded;

    /// <summary>
    /// Sent for an operator: removes from the journal what it holds now, once the tables have it. Answered by <see cref="Emptied"/> or a <see
    /// cref="Status.Failure"/>. A second request replaces a waiting one.
    /// </summary>
    public sealed record Empty
    {
        public static readonly Empty Instance = new();
    }

    /// <summary>The partition's journal holds nothing that was written before the request.</summary>
    public sealed record Emptied
    {
        public static readonly Emptied Instance = new();
    }

    /// <summary>Sent by the partition when no room is alive any more: the writer ends once the tables hold everything that it wrote.</summary>
    public sealed record Finish : INoSerializationVerificationNeeded
    {
        public static readonly Finish Instance = new();
    }

    /// <summary>Sent to the partition: the rest of the journal is in the tables, so rooms may open.</summary>
    public sealed record WriterReady : INoSerializationVerificationNeeded
    {
        public static readonly WriterReady Instance = new();
    }
}
