using System.Runtime.InteropServices;
using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Projection;

/// <summary>Finds out which rows batches change. It reuses its tables from plan to plan: a plan is valid until the next one is made.</summary>
public sealed class ProjectionPlanner
{
    private readonly Dictionary<RoomKey, RoomChange> _rooms = [];
    private readonly Dictionary<int, long> _from = [];
    private readonly Dictionary<int, long> _offsets = [];

    /// <summary>The plan of batches, those of one partition in the order of its journal, without a gap. It depends only on them.</summary>
    /// <param name="batches">At least one.</param>
    /// <exception cref="PoisonBatchException">No plan can be made of one of them.</exception>
    public ProjectionPlan Plan(IReadOnlyList<JournalBatch> batches)
    {
        _rooms.Clear();
        _from.Clear();
        _offsets.Clear();
        var opened = false;
        for (var i = 0; i < batches.Count; i++)
        {
            var batch = batches[i];
            Follow(batch);
            var events = batch.Batch.Events;
            for (var place = 0; place < events.Length; place++)
            {
                Add(events[place], batch, place);
                opened |= events[place] is RoomOpened;
            }
        }

        return new ProjectionPlan(batches, _rooms.Values, opened ? UserRoomsOf(_rooms.Values) : [], _from, _offsets);
    }

    /// <summary>A partition's first batch tells where its tables must be; each further one follows the one before.</summary>
    private void Follow(JournalBatch batch)
    {
        ref var offset = ref CollectionsMarshal.GetValueRefOrAddDefault(_offsets, batch.Partition, out var known);
        if (!known)
        {
            _from.Add(batch.Partition, batch.SequenceNr - 1);
        }
        else if (batch.SequenceNr != offset + 1)
        {
            throw new PoisonBatchException(batch.Partition, batch.SequenceNr, new InvalidOperationException($"it does not follow batch {offset}"));
        }

        offset = batch.SequenceNr;
    }

    private void Add(RoomEvent happened, JournalBatch batch, int place)
    {
        ref var change = ref CollectionsMarshal.GetValueRefOrAddDefault(_rooms, happened.Room, out var known);
        if (!known)
        {
            change = new RoomChange(happened.Room);
        }

        try
        {
            change!.Add(happened, JournalPlace.Of(batch.Partition, batch.SequenceNr, place));
        }
        catch (InvalidOperationException unknown)
        {
            throw new PoisonBatchException(batch.Partition, batch.SequenceNr, unknown);
        }
    }

    /// <summary>All new rooms of a user together: an engine may keep a user's rooms in one row, which it rewrites each time.</summary>
    private static UserRooms[] UserRoomsOf(IEnumerable<RoomChange> changes) =>
        [.. changes.Where(change => change.OpenedAt is not null)
            .SelectMany(change => new[] { (User: change.Key.First, Room: change.Key), (User: change.Key.Second, Room: change.Key) })
            .GroupBy(entry => entry.User.Key, StringComparer.Ordinal)
            .Select(user => new UserRooms(user.First().User, user.ToDictionary(entry => entry.Room.CompanionOf(entry.User).Name, entry => entry.Room.Number)))];
}
