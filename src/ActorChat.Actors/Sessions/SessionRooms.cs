using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Sessions;

/// <summary>The rooms that a session joined.</summary>
internal sealed class SessionRooms
{
    private readonly Dictionary<RoomNumber, RoomKey> _joined = [];

    public int Count => _joined.Count;

    public bool HasJoined(RoomNumber room) => _joined.ContainsKey(room);

    public bool HasJoinedWith(Login companion) => _joined.Values.Any(key => key.Has(companion));

    public bool AnyJoined(Func<RoomNumber, bool> room) => _joined.Keys.Any(room);

    public void Join(RoomKey key) => _joined[key.Number] = key;

    public RoomKey? Leave(RoomNumber room) => _joined.Remove(room, out var key) ? key : null;
}
