using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Projection;

/// <summary>
/// Which rows some batches change, as a value without SQL. An engine writes it in one transaction, in the order of its members. Every number in it is
/// absolute, so writing it twice is the same as writing it once. It does not change until its planner makes the next one.
/// </summary>
public sealed class ProjectionPlan
{
    internal ProjectionPlan(
        IReadOnlyList<JournalBatch> batches, IReadOnlyCollection<RoomChange> rooms, IReadOnlyCollection<UserRooms> userRooms, IReadOnlyDictionary<int, long> from, IReadOnlyDictionary<int, long> offsets) =>
        (Batches, Rooms, UserRooms, From, Offsets) = (batches, rooms, userRooms, from, offsets);

    /// <summary>
    /// The batches; their <see cref="MessagePosted"/> events are the messages to insert. An existing message stays as it is, erased or not; another one with
    /// the same id or number makes the batch poison.
    /// </summary>
    public IReadOnlyList<JournalBatch> Batches { get; }

    /// <summary>
    /// Each room with events, once: its standing, which of its messages changed, are read or erased, and who blocks whom. Messages are inserted before. What is
    /// erased is erased last.
    /// </summary>
    public IReadOnlyCollection<RoomChange> Rooms { get; }

    /// <summary>New rooms of users, each user once. Missing or erased users get none.</summary>
    public IReadOnlyCollection<UserRooms> UserRooms { get; }

    /// <summary>How far the tables must have come in the journal of each partition before the plan.</summary>
    public IReadOnlyDictionary<int, long> From { get; }

    /// <summary>How far the tables have come in the journal of each partition after it; it never moves back.</summary>
    public IReadOnlyDictionary<int, long> Offsets { get; }
}
