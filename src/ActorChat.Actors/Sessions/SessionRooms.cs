using ActorChat.Actors.Common;
using ActorChat.Actors.Rooms;

namespace ActorChat.Actors.Sessions;

/// <summary>The rooms that a session joined, and those of its companions that it knows to exist.</summary>
internal sealed class SessionRooms(int maxCompanions)
{
    private readonly Dictionary<RoomNumber, RoomKey> _joined = [];
    private readonly Dictionary<Login, RoomKey> _byCompanion = [];

    public int Count => _joined.Count;

    public IReadOnlyCollection<RoomKey> All => _joined.Values;

    public RoomKey? WithCompanion(Login companion) => _byCompanion.GetValueOrDefault(companion);

    /// <summary>Only saves a look-up: a full memory starts over.</summary>
    public void RememberCompanion(Login companion, RoomKey key)
    {
        if (_byCompanion.Count >= maxCompanions)
        {
            _byCompanion.Clear();
        }

        _byCompanion[companion] = key;
    }

    public void ForgetCompanions() => _byCompanion.Clear();

    public bool HasJoined(RoomNumber room) => _joined.ContainsKey(room);

    public bool HasJoinedWith(Login companion) => _joined.Values.Any(key => key.Has(companion));

    public void Join(RoomKey key) => _joined[key.Number] = key;

    public RoomKey? Leave(RoomNumber room) => _joined.Remove(room, out var key) ? key : null;
}
