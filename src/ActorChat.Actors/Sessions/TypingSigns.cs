using ActorChat.Actors.Rooms;
using Akka.Actor;

namespace ActorChat.Actors.Sessions;

/// <summary>In which rooms a session's client is typing. Each sign has a turn, so that the end of an old one does not end a newer one.</summary>
internal sealed class TypingSigns(int max)
{
    /// <summary>Told to the session when a sign is as old as one may be.</summary>
    public sealed record Elapsed(RoomNumber Room, int Turn) : INoSerializationVerificationNeeded;

    private readonly Dictionary<RoomNumber, int> _turns = [];
    private int _lastTurn;

    public IReadOnlyCollection<RoomNumber> Rooms => _turns.Keys;

    /// <summary>The turn of the sign that was set; null where the client types in as many rooms as may be remembered.</summary>
    public int? Set(RoomNumber room)
    {
        if (_turns.Count >= max && !_turns.ContainsKey(room))
        {
            return null;
        }

        _turns[room] = ++_lastTurn;
        return _lastTurn;
    }

    public void Clear(RoomNumber room) => _turns.Remove(room);

    /// <summary>Clears the sign if it is still the one of this turn.</summary>
    public bool Clear(RoomNumber room, int turn) => _turns.TryGetValue(room, out var last) && last == turn && _turns.Remove(room);
}
