namespace ActorChat.Storage.PostgreSql.Projection;

/// <summary>
/// The numbers by which the tables know rooms. A number never changes once it is committed, so it can be kept; when too many are kept, all are dropped and read
/// again when needed.
/// </summary>
internal sealed class RoomPlaces(int max)
{
    private readonly Dictionary<Guid, long> _known = [];

    public bool TryGet(Guid room, out long no) => _known.TryGetValue(room, out no);

    /// <summary>Keeps numbers that are committed.</summary>
    public void Keep(Dictionary<Guid, long> committed)
    {
        if (_known.Count + committed.Count > max)
        {
            _known.Clear();
        }

        foreach (var (room, no) in committed.Take(max))
        {
            _known[room] = no;
        }
    }
}
