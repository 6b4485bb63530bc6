namespace ActorChat.Faults.Crowds;

/// <summary>
/// How far a client knows its rooms: the last number of a message, and the last change up to which it knows all. Kept from connection to connection. Events
/// that arrive before the client has caught up count once it has.
/// </summary>
internal sealed class Progress
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Place> _places = [];

    public long Seq(string room)
    {
        lock (_gate)
        {
            return Of(room).Seq;
        }
    }

    public long Rev(string room)
    {
        lock (_gate)
        {
            return Of(room).Rev;
        }
    }

    /// <summary>A message was shown.</summary>
    public void Reach(string room, long seq)
    {
        lock (_gate)
        {
            Of(room).Seq = Math.Max(Of(room).Seq, seq);
        }
    }

    /// <summary>The client joins: what it missed is still to be asked for.</summary>
    public void Begin(string room)
    {
        lock (_gate)
        {
            (Of(room).IsCurrent, Of(room).Latest) = (false, 0);
        }
    }

    /// <summary>An event showed a change.</summary>
    public void Change(string room, long rev)
    {
        lock (_gate)
        {
            var place = Of(room);
            place.Latest = Math.Max(place.Latest, rev);
            place.Rev = place.IsCurrent ? Math.Max(place.Rev, rev) : place.Rev;
        }
    }

    /// <summary>The client knows all changes up to one.</summary>
    /// <param name="room">The room.</param>
    /// <param name="rev">The change.</param>
    /// <param name="isCurrent">Whether events tell of every one after it.</param>
    public void CatchUp(string room, long rev, bool isCurrent)
    {
        lock (_gate)
        {
            var place = Of(room);
            place.IsCurrent = isCurrent;
            place.Rev = Math.Max(place.Rev, isCurrent ? Math.Max(rev, place.Latest) : rev);
        }
    }

    private Place Of(string room)
    {
        if (!_places.TryGetValue(room, out var place))
        {
            _places[room] = place = new Place();
        }

        return place;
    }

    private sealed class Place
    {
        public long Seq { get; set; }

        public long Rev { get; set; }

        /// <summary>The latest change that an event of this connection showed.</summary>
        public long Latest { get; set; }

        public bool IsCurrent { get; set; }
    }
}
