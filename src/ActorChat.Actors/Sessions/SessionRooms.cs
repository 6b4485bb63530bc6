using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// The rooms that a session joined, and what of each was shown last. News of an owner that was frozen before it published can come after those of the next
/// owner; they are not shown any more. If a message, or a change, is missing before one that comes, somebody failed to end this session in time.
/// </summary>
internal sealed class SessionRooms
{
    private const long UnknownRev = -1;

    private readonly Dictionary<RoomNumber, Joined> _joined = [];

    public int Count => _joined.Count;

    public bool HasJoined(RoomNumber room) => _joined.ContainsKey(room);

    /// <summary>Whether a room with this companion is joined, and neither blocks the other.</summary>
    public bool SeesPresenceOf(Login companion) => _joined.Values.Any(joined => joined.Key.Has(companion) && !joined.AnyBlocks);

    public bool AnyJoined(Func<RoomNumber, bool> room) => _joined.Keys.Any(room);

    /// <param name="key">The room.</param>
    /// <param name="lastSeq">Its latest message when the session joined.</param>
    /// <param name="rev">Its latest change when the session joined; null if that is not known.</param>
    /// <param name="anyBlocks">Whether one of its users blocks the other.</param>
    /// <param name="epoch">The epoch of the opening of the room's partition that says so.</param>
    public void Join(RoomKey key, long lastSeq, long? rev = null, bool anyBlocks = false, long epoch = 0)
    {
        _joined.TryAdd(key.Number, new Joined(key, lastSeq, rev ?? UnknownRev));
        TrySetBlock(key.Number, anyBlocks, epoch);
    }

    /// <summary>Whether one of a joined room's users blocks the other from now on; false if that is nothing new.</summary>
    /// <param name="room">The room.</param>
    /// <param name="anyBlocks">What its owner says.</param>
    /// <param name="epoch">The epoch of the owner's opening: what an owner before the latest one says counts no more.</param>
    public bool TrySetBlock(RoomNumber room, bool anyBlocks, long epoch)
    {
        ref var joined = ref CollectionsMarshal.GetValueRefOrNullRef(_joined, room);
        if (Unsafe.IsNullRef(ref joined) || epoch < joined.BlocksEpoch)
        {
            return false;
        }

        var isNew = joined.AnyBlocks != anyBlocks;
        (joined.AnyBlocks, joined.BlocksEpoch) = (anyBlocks, epoch);
        return isNew;
    }

    public RoomKey? Leave(RoomNumber room) => _joined.Remove(room, out var joined) ? joined.Key : null;

    /// <summary>How news of a joined room follow what was shown of their kind; if they are new, they count as shown from now on.</summary>
    public Novelty NoveltyOf(RoomNews news)
    {
        ref var joined = ref CollectionsMarshal.GetValueRefOrNullRef(_joined, news.Key.Number);
        return news switch
        {
            RoomNews.MessageArrived arrived when joined.LastSeq > 0 && arrived.Message.Seq > joined.LastSeq + 1 => Novelty.BehindGap,
            RoomNews.MessageArrived arrived when arrived.Message.Seq <= joined.JoinedAfter => Novelty.BeforeJoin,
            RoomNews.MessageArrived arrived => Rises(ref joined.LastSeq, arrived.Message.Seq),
            RoomNews.ChangeArrived arrived when joined.LastRev != UnknownRev && arrived.Message.Rev > joined.LastRev + 1 => Novelty.BehindGap,
            RoomNews.ChangeArrived arrived when arrived.Message.Rev <= joined.JoinedAfterRev => Novelty.BeforeJoin,
            RoomNews.ChangeArrived arrived => Rises(ref joined.LastRev, arrived.Message.Rev),
            RoomNews.DeliveryMoved moved when moved.Recipient == joined.Key.First => Rises(ref joined.FirstDeliveredUpTo, moved.Seq),
            RoomNews.DeliveryMoved moved => Rises(ref joined.SecondDeliveredUpTo, moved.Seq),
            RoomNews.MarkerMoved moved when moved.Reader == joined.Key.First => Rises(ref joined.FirstReadUpTo, moved.Seq),
            RoomNews.MarkerMoved moved => Rises(ref joined.SecondReadUpTo, moved.Seq),
            _ => Novelty.New,
        };
    }

    /// <summary>How news follow those that were shown.</summary>
    public enum Novelty
    {
        /// <summary>They were shown, or later ones were.</summary>
        Old,

        /// <summary>They are the next ones.</summary>
        New,

        /// <summary>A message or a change before them was not shown.</summary>
        BehindGap,

        /// <summary>
        /// They were there when the session joined, and are shown as to one that has not. Their news were on their way, and may lack some: this node is not told
        /// of messages while the user has no session here. The client reads them as history.
        /// </summary>
        BeforeJoin,
    }

    private static Novelty Rises(ref long last, long next)
    {
        if (next <= last)
        {
            return Novelty.Old;
        }

        last = next;
        return Novelty.New;
    }

    private struct Joined(RoomKey key, long lastSeq, long rev)
    {
        public long LastSeq = lastSeq;
        public long LastRev = rev;
        public long FirstDeliveredUpTo;
        public long SecondDeliveredUpTo;
        public bool AnyBlocks;
        public long BlocksEpoch;
        public long FirstReadUpTo;
        public long SecondReadUpTo;

        public RoomKey Key { get; } = key;

        /// <summary>The latest message when the session joined.</summary>
        public long JoinedAfter { get; } = lastSeq;

        /// <summary>The latest change when the session joined.</summary>
        public long JoinedAfterRev { get; } = rev;
    }
}
