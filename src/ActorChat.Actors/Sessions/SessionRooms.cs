using System.Runtime.InteropServices;
using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Sessions;

/// <summary>
/// The rooms that a session joined, and what of each was shown last. News of an owner that was frozen before it published can come after those of the next
/// owner; they are not shown any more.
/// </summary>
internal sealed class SessionRooms
{
    private readonly Dictionary<RoomNumber, Joined> _joined = [];

    public int Count => _joined.Count;

    public bool HasJoined(RoomNumber room) => _joined.ContainsKey(room);

    public bool HasJoinedWith(Login companion) => _joined.Values.Any(joined => joined.Key.Has(companion));

    public bool AnyJoined(Func<RoomNumber, bool> room) => _joined.Keys.Any(room);

    public void Join(RoomKey key) => _joined.TryAdd(key.Number, new Joined(key));

    public RoomKey? Leave(RoomNumber room) => _joined.Remove(room, out var joined) ? joined.Key : null;

    /// <summary>Whether news of a joined room are newer than all that was shown of their kind, so that they are shown; from now on they count as shown.</summary>
    public bool AreNew(RoomNews news)
    {
        ref var joined = ref CollectionsMarshal.GetValueRefOrNullRef(_joined, news.Key.Number);
        return news switch
        {
            RoomNews.MessageArrived arrived => Rises(ref joined.LastSeq, arrived.Message.Seq),
            RoomNews.MarkerMoved moved when moved.Reader == joined.Key.First => Rises(ref joined.FirstReadUpTo, moved.Seq),
            RoomNews.MarkerMoved moved => Rises(ref joined.SecondReadUpTo, moved.Seq),
            _ => true,
        };
    }

    private static bool Rises(ref long last, long next)
    {
        if (next <= last)
        {
            return false;
        }

        last = next;
        return true;
    }

    private struct Joined(RoomKey key)
    {
        public long LastSeq;
        public long FirstReadUpTo;
        public long SecondReadUpTo;

        public RoomKey Key { get; } = key;
    }
}
