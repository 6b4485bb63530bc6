using ActorChat.Actors.Rooms;

namespace ActorChat.Storage.Sqlite.Projection;

/// <summary>
/// The buckets that the indices of what happened have of rooms, as far as this process has written them: most messages change none, and need not look. When
/// too many are known, all are forgotten.
/// </summary>
/// <param name="max">The most rooms.</param>
internal sealed class KnownBuckets(int max)
{
    private readonly Dictionary<RoomNumber, long> _known = [];

    /// <summary>Whether a room's bucket has to be written; from then on it is known.</summary>
    public bool Enters(RoomNumber room, long bucket)
    {
        if (_known.TryGetValue(room, out var known) && known == bucket)
        {
            return false;
        }

        if (_known.Count >= max)
        {
            _known.Clear();
        }

        _known[room] = bucket;
        return true;
    }

    /// <summary>A transaction failed: what it wrote is not there.</summary>
    public void Forget() => _known.Clear();
}
