using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Projection;

/// <summary>
/// Which rows some batches change, as a value without SQL: an engine writes it in one transaction, in the order of its members. Every number in it is absolute,
/// so that writing it twice is the same as writing it once. It does not change until its planner makes the next one.
/// </summary>
public sealed class ProjectionPlan
{
    internal ProjectionPlan(
        IReadOnlyList<JournalBatch> batches, IReadOnlyCollection<RoomChange> rooms, IReadOnlyCollection<UserRooms> userRooms, IReadOnlyCollection<KeyValuePair<int, long>> offsets) =>
        (Batches, Rooms, UserRooms, Offsets) = (batches, rooms, userRooms, offsets);

    /// <summary>
    /// The batches, whose <see cref="MessagePosted"/> events are the messages to insert. A message that is there already stays as it is, erased or not; another
    /// one under the same id or number makes the batch a poison.
    /// </summary>
    public IReadOnlyList<JournalBatch> Batches { get; }

    /// <summary>Each room that something happened in, once: its standing, whose messages are read, whose are erased. Messages are inserted before.</summary>
    public IReadOnlyCollection<RoomChange> Rooms { get; }

    /// <summary>Rooms that are new for a user, each user once. Users who are not there, or erased, get none.</summary>
    public IReadOnlyCollection<UserRooms> UserRooms { get; }

    /// <summary>How far the tables have come in the journal of each partition; never back.</summary>
    public IReadOnlyCollection<KeyValuePair<int, long>> Offsets { get; }
}
